export type HttpAnswer = { readonly status: number; readonly body: Buffer; readonly totalBytes: number };

const HEAD_END = Buffer.from("\r\n\r\n");
const STATUS_START = "HTTP/1.1 ".length;
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;

/**
 * Reads one complete HTTP/1.1 answer from the start of the bytes, or null while some of it is missing.
 * Only the status and the length are looked at: a full parser would cost more CPU than some of the servers under test.
 * @throws when the answer has no Content-Length, since its end could not be found.
 */
export function readHttpAnswer(bytes: Buffer): HttpAnswer | null {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return null;
  const head = bytes.toString("latin1", 0, headEnd);
  const length = CONTENT_LENGTH.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without Content-Length:\n${head}`);
  const bodyStart = headEnd + HEAD_END.length;
  const totalBytes = bodyStart + Number(length);
  if (bytes.length < totalBytes) return null;
  return {
    status: Number(head.slice(STATUS_START, STATUS_START + 3)),
    body: bytes.subarray(bodyStart, totalBytes),
    totalBytes,
  };
}
