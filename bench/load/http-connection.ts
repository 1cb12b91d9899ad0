import { connect } from "node:net";
import { type HttpAnswer, readHttpAnswer } from "./http-answer.ts";

const READ_BUFFER_BYTES = 64 * 1024;

export type HttpConnection = {
  readonly send: (request: Buffer) => void;
  readonly close: () => void;
};

export type HttpConnectionEvents = {
  readonly onOpen: () => void;
  /** The complete answer to the last request; its body is valid until this returns. */
  readonly onAnswer: (answer: HttpAnswer) => void;
  readonly onFailure: (error: Error) => void;
};

/** One keep-alive connection for one request at a time. Whatever `onAnswer` throws becomes a failure. */
export function openHttpConnection(
  port: number,
  { onOpen, onAnswer, onFailure }: HttpConnectionEvents,
): HttpConnection {
  let incomplete: Buffer | null = null;
  let isClosed = false;
  const takeBytes = (byteCount: number, buffer: Uint8Array): boolean => {
    if (isClosed) return false;
    try {
      const chunk = Buffer.from(buffer.buffer, buffer.byteOffset, byteCount);
      const bytes = incomplete === null ? chunk : Buffer.concat([incomplete, chunk]);
      const answer = readHttpAnswer(bytes);
      // The read buffer is used again, so what stays needs bytes of its own.
      incomplete = answer === null ? Buffer.from(bytes) : null;
      if (answer === null) return true;
      if (answer.totalBytes !== bytes.length) throw new Error("the server sent more than one answer to one request");
      onAnswer(answer);
    } catch (error) {
      onFailure(error instanceof Error ? error : new Error(String(error)));
    }
    return true;
  };
  // onread skips the stream machinery and a 64 KiB allocation for each read.
  const onread = { buffer: Buffer.alloc(READ_BUFFER_BYTES), callback: takeBytes };
  const socket = connect({ port, host: "127.0.0.1", noDelay: true, onread }, onOpen);
  socket.on("error", onFailure);
  socket.on("close", () => {
    if (!isClosed) onFailure(new Error("the server closed a keep-alive connection"));
  });
  return {
    send: (request) => void socket.write(request),
    close: () => {
      isClosed = true;
      socket.destroy();
    },
  };
}
