import type { SequenceRange } from "@celitech-auth/verifier/revocation-list";

/** A power of four, so that a block is never cut by a part that is longer, nor a shorter part by a block. */
const BLOCK_SEQUENCES = 4_096;
const FIRST_CAPACITY_BYTES = 1_024;

interface Block {
  readonly sequences: number[];
  records: Buffer;
  bytes: number;
  untilSeconds: number;
}

/** The records of all revocations in the order of their numbers, without an object for each: a million take some 32 MB. */
export class RevocationRecords {
  #blocks = new Map<number, Block>();
  #lastSequence = 0;

  /** The number of the last record. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** In ascending order of numbers. */
  append(sequence: number, record: Uint8Array, untilSeconds: number): void {
    const block = this.#blockOf(sequence);
    const bytes = block.bytes + record.length;
    if (bytes > block.records.length)
      block.records = Buffer.concat([block.records], Math.max(FIRST_CAPACITY_BYTES, block.records.length * 2));
    block.records.set(record, block.bytes);
    block.bytes = bytes;
    block.sequences.push(sequence);
    block.untilSeconds = Math.max(block.untilSeconds, untilSeconds);
    this.#lastSequence = sequence;
  }

  /** The records of a range, in pieces. */
  inRange({ since, sequence }: SequenceRange): readonly Uint8Array[] {
    const pieces: Uint8Array[] = [];
    for (let index = blockIndex(since + 1); index <= blockIndex(sequence); index += 1) {
      const block = this.#blocks.get(index);
      if (block === undefined) continue;
      const recordBytes = block.bytes / block.sequences.length;
      const from = countUpTo(block.sequences, since) * recordBytes;
      const to = countUpTo(block.sequences, sequence) * recordBytes;
      if (to > from) pieces.push(block.records.subarray(from, to));
    }
    return pieces;
  }

  /** Forgets blocks of which nothing hits anything any more. */
  dropExpired(nowSeconds: number): void {
    for (const [index, block] of this.#blocks) if (block.untilSeconds <= nowSeconds) this.#blocks.delete(index);
  }

  #blockOf(sequence: number): Block {
    const index = blockIndex(sequence);
    const known = this.#blocks.get(index);
    if (known !== undefined) return known;
    const block = { sequences: [], records: Buffer.alloc(0), bytes: 0, untilSeconds: 0 };
    this.#blocks.set(index, block);
    return block;
  }
}

function blockIndex(sequence: number): number {
  return Math.floor((sequence - 1) / BLOCK_SEQUENCES);
}

/** How many of the numbers, which ascend, are at most `limit`. */
function countUpTo(sequences: readonly number[], limit: number): number {
  let low = 0;
  let high = sequences.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sequences[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
