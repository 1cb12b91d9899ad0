/** What the cache needs to know about an entry. It owns `visits`. */
export interface CacheEntry {
  visits: number;
}

// An entry is only ever judged by "used since", "used a few times since": a small ceiling lets the once hot leave soon.
const VISITS_MAX = 3;
const PROBATION_SHARE = 0.1;

/**
 * A bounded cache that a scan cannot empty (S3-FIFO, Yang et al., SOSP 2023). New entries stand on probation in a small queue. Who was
 * used there moves to the main queue; who was not leaves, and only its key is remembered for a while, so that a second coming goes
 * straight to the main queue. A hit costs one look-up and one small number: nothing is moved.
 */
export class VerifiedTokenCache<Entry extends CacheEntry> {
  readonly #entries = new Map<string, Entry>();
  readonly #probation: Ring;
  readonly #main: Ring;
  readonly #remembered: Ring;
  readonly #rememberedKeys = new Set<string>();

  /** @param entriesMax at least 1 */
  constructor(entriesMax: number) {
    const probation = Math.max(1, Math.floor(entriesMax * PROBATION_SHARE));
    this.#probation = new Ring(probation);
    this.#main = new Ring(Math.max(1, entriesMax - probation));
    this.#remembered = new Ring(Math.max(1, entriesMax - probation));
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry !== undefined && entry.visits < VISITS_MAX) entry.visits += 1;
    return entry;
  }

  set(key: string, entry: Entry): void {
    const isQueued = this.#entries.has(key);
    this.#entries.set(key, entry);
    if (isQueued) return;
    if (this.#rememberedKeys.has(key)) {
      this.#makeRoomInMain();
      this.#main.push(key);
    } else {
      if (this.#probation.isFull) this.#endProbation();
      this.#probation.push(key);
    }
  }

  #endProbation(): void {
    const key = this.#probation.shift();
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    if (entry.visits > 0) {
      entry.visits = 0;
      this.#makeRoomInMain();
      this.#main.push(key);
      return;
    }
    this.#entries.delete(key);
    this.#remember(key);
  }

  #makeRoomInMain(): void {
    // Each turn lowers a visit count or ends the loop.
    while (this.#main.isFull) {
      const key = this.#main.shift();
      const entry = this.#entries.get(key);
      if (entry === undefined) return;
      if (entry.visits > 0) {
        entry.visits -= 1;
        this.#main.push(key);
      } else {
        this.#entries.delete(key);
      }
    }
  }

  #remember(key: string): void {
    if (this.#remembered.isFull) this.#rememberedKeys.delete(this.#remembered.shift());
    this.#remembered.push(key);
    this.#rememberedKeys.add(key);
  }
}

/** A first-in, first-out queue of keys in an array of fixed size. */
class Ring {
  readonly #keys: string[];
  readonly #capacity: number;
  #first = 0;
  #count = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#keys = [];
  }

  get isFull(): boolean {
    return this.#count === this.#capacity;
  }

  push(key: string): void {
    this.#keys[(this.#first + this.#count) % this.#capacity] = key;
    this.#count += 1;
  }

  shift(): string {
    const key = this.#keys[this.#first] ?? "";
    this.#first = (this.#first + 1) % this.#capacity;
    this.#count -= 1;
    return key;
  }
}
