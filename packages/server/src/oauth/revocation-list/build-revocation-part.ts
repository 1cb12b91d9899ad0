import { once } from "node:events";
import { extname } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { encodeRevocationPart, RECORD_BYTES, type RevocationPart } from "@celitech-auth/verifier/revocation-list";
import type { PartOrder } from "./revocation-part-worker.ts";

/** What is sorted and hashed within about a millisecond. */
const INLINE_BYTES_MAX = 1_024 * RECORD_BYTES;

/** Makes the document of one part; a long one in a thread of its own, so that no token waits for it. */
export async function buildRevocationPart(
  sequence: number,
  records: readonly Uint8Array[],
  nowSeconds: number,
): Promise<RevocationPart> {
  const bytes = records.reduce((sum, piece) => sum + piece.length, 0);
  if (bytes <= INLINE_BYTES_MAX) {
    await setImmediate(); // dozens of parts are built one after the other
    return encodeRevocationPart(sequence, records, nowSeconds);
  }
  const file = new URL(`./revocation-part-worker${extname(import.meta.filename)}`, import.meta.url);
  const joined = new Uint8Array(bytes);
  let offset = 0;
  for (const piece of records) {
    joined.set(piece, offset);
    offset += piece.length;
  }
  const order: PartOrder = { sequence, records: joined, nowSeconds };
  const worker = new Worker(file, { workerData: order, transferList: [joined.buffer] });
  const [part] = (await once(worker, "message")) as [RevocationPart];
  return part;
}
