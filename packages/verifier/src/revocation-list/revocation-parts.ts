import { createHash } from "node:crypto";
import { NAME_BYTES, RECORD_BYTES } from "./revocation-record.ts";

/** The revocations with `since` < sequence number <= `sequence`. */
export interface SequenceRange {
  readonly since: number;
  readonly sequence: number;
}

/** The records of one range: a document that never changes, whose digest stands in the signed head. */
export interface RevocationPart {
  /** The last sequence number it covers. */
  readonly sequence: number;
  readonly records: Uint8Array;
  /** SHA-256 of the records, base64url. */
  readonly sha256: string;
}

// Each level covers four times the range of the one below and keeps four to seven parts.
const RADIX = 4;

/**
 * Divides a history into ranges, short ones for what is new and long ones for what is old, so that a follower that keeps up fetches only
 * what is new to it and one that starts fetches a few dozen documents. The answer depends on the number alone: every node that serves the
 * list, and every cache on the way, has the same documents.
 *
 * @param sequence the number of the last revocation, 0 for none
 */
export function planRevocationParts(sequence: number): readonly SequenceRange[] {
  const ranges: SequenceRange[] = [];
  let end = sequence;
  for (let size = 1; end > 0; size *= RADIX) {
    const above = size * RADIX;
    const start = Math.max(0, Math.floor(end / above) * above - above);
    for (let since = end - size; since >= start; since -= size) ranges.push({ since, sequence: since + size });
    end = start;
  }
  return ranges.reverse();
}

/**
 * Joins records into a part: sorted by name, one per name (the widest wins), without those whose time is over. The same records and the
 * same hour give the same bytes on every node; hence the hour.
 *
 * @param nowSeconds since 1970; entries leave at the next full hour after their `until`
 */
export function encodeRevocationPart(
  sequence: number,
  records: readonly Uint8Array[],
  nowSeconds: number,
): RevocationPart {
  const hour = Math.floor(nowSeconds / 3600) * 3600;
  const live = splitRecords(records).filter((record) => untilOf(record) > hour);
  live.sort((left, right) => Buffer.compare(left.subarray(0, NAME_BYTES), right.subarray(0, NAME_BYTES)));
  const merged: Buffer[] = [];
  for (const record of live) {
    const last = merged.at(-1);
    if (last === undefined || Buffer.compare(last.subarray(0, NAME_BYTES), record.subarray(0, NAME_BYTES)) !== 0)
      merged.push(Buffer.from(record));
    else widen(last, record);
  }
  const joined = Buffer.concat(merged);
  return { sequence, records: joined, sha256: createHash("sha256").update(joined).digest("base64url") };
}

function splitRecords(chunks: readonly Uint8Array[]): Buffer[] {
  const joined = Buffer.concat(chunks);
  if (joined.length % RECORD_BYTES !== 0) throw new RangeError("the records are cut");
  return Array.from({ length: joined.length / RECORD_BYTES }, (_, index) =>
    joined.subarray(index * RECORD_BYTES, (index + 1) * RECORD_BYTES),
  );
}

function widen(target: Buffer, record: Buffer): void {
  for (const offset of [NAME_BYTES, NAME_BYTES + 4])
    target.writeUInt32BE(Math.max(target.readUInt32BE(offset), record.readUInt32BE(offset)), offset);
}

function untilOf(record: Buffer): number {
  return record.readUInt32BE(NAME_BYTES + 4);
}
