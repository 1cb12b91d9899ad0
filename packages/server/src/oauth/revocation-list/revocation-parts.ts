import {
  NAME_BYTES,
  planRevocationParts,
  RECORD_BYTES,
  type RevocationPart,
  type SequenceRange,
} from "@celitech-auth/verifier/revocation-list";
import { buildRevocationPart } from "./build-revocation-part.ts";
import type { RevocationRecords } from "./revocation-records.ts";

/** A head that names a part may be used for a minute, and stands in caches a little longer; who fetches the part needs time. */
const KEPT_AFTER_USE_SECONDS = 300;
const HOUR_SECONDS = 3_600;
const UNTIL_OFFSET = NAME_BYTES + 4;

interface BuiltPart extends RevocationPart {
  /** The earliest full hour at which other bytes are due: some record has expired. */
  readonly goodUntilSeconds: number;
}

interface RetiredPart {
  readonly records: Uint8Array;
  readonly untilSeconds: number;
}

/** The parts of the list. Each is built once, and again when entries of it have expired. */
export class RevocationParts {
  #built = new Map<string, BuiltPart>();
  readonly #retired = new Map<string, RetiredPart>();

  /** All parts up to a number. One that only holds entries too many is used as it is: `renewNext` comes later. */
  async upTo(sequence: number, records: RevocationRecords, nowSeconds: number): Promise<readonly RevocationPart[]> {
    const built = new Map<string, BuiltPart>();
    for (const range of planRevocationParts(sequence))
      built.set(keyOf(range), this.#built.get(keyOf(range)) ?? (await build(range, records, nowSeconds)));
    this.#replace(built, nowSeconds);
    return [...built.values()];
  }

  /** Builds one part anew of which entries have expired; false when there is none. */
  async renewNext(records: RevocationRecords, nowSeconds: number): Promise<boolean> {
    for (const [key, part] of this.#built) {
      if (part.goodUntilSeconds > nowSeconds) continue;
      const renewed = await build(rangeOf(key), records, nowSeconds);
      if (this.#built.get(key) === part) this.#replace(new Map(this.#built).set(key, renewed), nowSeconds);
      return true;
    }
    return false;
  }

  /** The bytes that have the digest, for as long as a head that names it may be used. */
  find(sha256: string): Uint8Array | undefined {
    for (const part of this.#built.values()) if (part.sha256 === sha256) return part.records;
    return this.#retired.get(sha256)?.records;
  }

  #replace(built: Map<string, BuiltPart>, nowSeconds: number): void {
    for (const [key, { sha256, records }] of this.#built)
      if (built.get(key)?.sha256 !== sha256)
        this.#retired.set(sha256, { records, untilSeconds: nowSeconds + KEPT_AFTER_USE_SECONDS });
    for (const [sha256, { untilSeconds }] of this.#retired)
      if (untilSeconds <= nowSeconds) this.#retired.delete(sha256);
    this.#built = built;
  }
}

async function build(range: SequenceRange, records: RevocationRecords, nowSeconds: number): Promise<BuiltPart> {
  const part = await buildRevocationPart(range.sequence, records.inRange(range), nowSeconds);
  return { ...part, goodUntilSeconds: earliestHour(part.records) };
}

/** The first full hour by which a record's time is over; no hour when there is no record. */
function earliestHour(records: Uint8Array): number {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  let earliest = Number.POSITIVE_INFINITY;
  for (let offset = UNTIL_OFFSET; offset < records.length; offset += RECORD_BYTES)
    earliest = Math.min(earliest, view.getUint32(offset));
  return Math.ceil(earliest / HOUR_SECONDS) * HOUR_SECONDS;
}

function keyOf({ since, sequence }: SequenceRange): string {
  return `${since}-${sequence}`;
}

function rangeOf(key: string): SequenceRange {
  const [since = 0, sequence = 0] = key.split("-").map(Number);
  return { since, sequence };
}
