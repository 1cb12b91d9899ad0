import { once } from "node:events";
import { connect } from "node:net";
import type { Duplex } from "node:stream";

/** An answer as it came over the connection: nothing tidied, header lines in their order. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** The value of a header, undefined when it is not there; a header that comes twice is joined by a comma. */
export function header(answer: RawAnswer, name: string): string | undefined {
  const values = answer.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(", ");
}

export function json(answer: RawAnswer): Record<string, unknown> {
  return JSON.parse(answer.body) as Record<string, unknown>;
}

/** A connection that sends exactly the bytes that it is given. */
export class RawConnection {
  readonly #stream: Duplex;
  #received = Buffer.alloc(0);
  #isClosed = false;
  #wake: () => void = () => undefined;

  constructor(stream: Duplex) {
    this.#stream = stream;
    stream.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    const onClosed = () => {
      this.#isClosed = true;
      this.#wake();
    };
    stream.on("end", onClosed).on("close", onClosed).on("error", onClosed);
  }

  /** Over plain TCP. */
  static async open(port: number, host = "127.0.0.1"): Promise<RawConnection> {
    const socket = connect({ port, host, noDelay: true });
    await once(socket, "connect");
    return new RawConnection(socket);
  }

  write(bytes: string | Uint8Array): void {
    this.#stream.write(bytes);
  }

  /** Says that nothing more will come, and goes on reading. */
  end(): void {
    this.#stream.end();
  }

  destroy(): void {
    this.#stream.destroy();
  }

  /** The next answer. Undefined when the connection ends before there is one. */
  async nextAnswer(isHead = false): Promise<RawAnswer | undefined> {
    for (;;) {
      const parsed = parseAnswer(this.#received, this.#isClosed, isHead);
      if (parsed !== undefined) {
        this.#received = this.#received.subarray(parsed.bytes);
        return parsed.answer;
      }
      if (this.#isClosed) return undefined;
      await this.#somethingNew();
    }
  }

  async answer(isHead = false): Promise<RawAnswer> {
    const answer = await this.nextAnswer(isHead);
    if (answer === undefined) throw new Error("the connection was closed without an answer");
    return answer;
  }

  /** Waits until the server has ended the connection; returns what came and belongs to no answer. */
  async untilClosed(): Promise<Buffer> {
    while (!this.#isClosed) await this.#somethingNew();
    return this.#received;
  }

  #somethingNew(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** One request on a connection of its own. */
export async function exchange(port: number, request: string | Uint8Array, isHead = false): Promise<RawAnswer> {
  const connection = await RawConnection.open(port);
  try {
    connection.write(request);
    return await connection.answer(isHead);
  } finally {
    connection.destroy();
  }
}

interface ParsedAnswer {
  readonly answer: RawAnswer;
  readonly bytes: number;
}

function parseAnswer(received: Buffer, isClosed: boolean, isHead: boolean): ParsedAnswer | undefined {
  const headEnd = received.indexOf("\r\n\r\n");
  if (headEnd < 0) return undefined;
  const [statusLine = "", ...lines] = received.toString("latin1", 0, headEnd).split("\r\n");
  const status = Number(/^HTTP\/1\.[01] (\d{3}) /.exec(statusLine)?.[1]);
  const headers = lines.map(
    (line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()] as const,
  );
  const start = headEnd + 4;
  const length = bodyLength({ status, headers, body: "" }, isHead);
  if (length === undefined && !isClosed) return undefined;
  const end = length === undefined ? received.length : start + length;
  if (received.length < end) return undefined;
  return { answer: { status, headers, body: received.toString("utf8", start, end) }, bytes: end };
}

function bodyLength(answer: RawAnswer, isHead: boolean): number | undefined {
  if (isHead || answer.status < 200 || answer.status === 204 || answer.status === 304) return 0;
  const length = header(answer, "content-length");
  return length === undefined ? undefined : Number(length);
}
