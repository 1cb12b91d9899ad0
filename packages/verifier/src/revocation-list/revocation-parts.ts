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
const GENERATIONS_OFFSET = NAME_BYTES;
const UNTIL_OFFSET = NAME_BYTES + 4;

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
  const joined = Buffer.concat(records);
  if (joined.length % RECORD_BYTES !== 0) throw new RangeError("the records are cut");
  const merged = Buffer.alloc(joined.length);
  let length = 0;
  for (const offset of offsetsByName(joined)) {
    if (joined.readUInt32BE(offset + UNTIL_OFFSET) <= hour) continue;
    const last = length - RECORD_BYTES;
    if (last >= 0 && joined.compare(merged, last, last + NAME_BYTES, offset, offset + NAME_BYTES) === 0) {
      widen(merged, last, joined, offset);
    } else {
      joined.copy(merged, length, offset, offset + RECORD_BYTES);
      length += RECORD_BYTES;
    }
  }
  const live = merged.subarray(0, length);
  return { sequence, records: live, sha256: createHash("sha256").update(live).digest("base64url") };
}

// Six bytes of the name decide nearly every comparison; as numbers they sort a million records in about a second.
function offsetsByName(records: Buffer): Uint32Array {
  const count = records.length / RECORD_BYTES;
  const prefixes = Float64Array.from({ length: count }, (_, index) => records.readUIntBE(index * RECORD_BYTES, 6));
  const indexes = Uint32Array.from({ length: count }, (_, index) => index);
  indexes.sort((left, right) => {
    const difference = (prefixes[left] ?? 0) - (prefixes[right] ?? 0);
    return difference === 0 ? compareNames(records, left * RECORD_BYTES, right * RECORD_BYTES) : difference;
  });
  return indexes.map((index) => index * RECORD_BYTES);
}

function compareNames(records: Buffer, left: number, right: number): number {
  return records.compare(records, right, right + NAME_BYTES, left, left + NAME_BYTES);
}

function widen(target: Buffer, targetOffset: number, source: Buffer, sourceOffset: number): void {
  for (const offset of [GENERATIONS_OFFSET, UNTIL_OFFSET]) {
    const widest = Math.max(target.readUInt32BE(targetOffset + offset), source.readUInt32BE(sourceOffset + offset));
    target.writeUInt32BE(widest, targetOffset + offset);
  }
}
