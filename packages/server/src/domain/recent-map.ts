/**
 * A map of at most `entriesMax` entries that keeps what is in use: when it is full, the oldest entry that was not read since it was last
 * passed over leaves (the "second chance" page replacement). Reading costs one look-up; nothing is moved.
 */
export class RecentMap<Key, Value> {
  readonly #entries = new Map<Key, Entry<Value>>();
  readonly #entriesMax: number;

  constructor(entriesMax: number) {
    this.#entriesMax = entriesMax;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    entry.isUsed = true;
    return entry.value;
  }

  set(key: Key, value: Value): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) {
      entry.value = value;
      return;
    }
    if (this.#entries.size >= this.#entriesMax) this.#evict();
    this.#entries.set(key, { value, isUsed: false });
  }

  delete(key: Key): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  // A map is in the order of insertion: used entries go to the end, unused, and the first unused one leaves.
  #evict(): void {
    let chances = CHANCES_MAX;
    for (const [key, entry] of this.#entries) {
      this.#entries.delete(key);
      if (!entry.isUsed || chances === 0) return;
      chances -= 1;
      entry.isUsed = false;
      this.#entries.set(key, entry);
    }
  }
}

/** Where everything is in use, one leaves all the same: no single call goes through the whole map. */
const CHANCES_MAX = 16;

interface Entry<Value> {
  value: Value;
  isUsed: boolean;
}
