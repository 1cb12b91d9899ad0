/**
 * A map of at most `entriesMax` entries that keeps what is in use: when it is full, the oldest entry that was not read since it was last
 * passed over leaves (the "second chance" page replacement). Reading costs one look-up; nothing is moved.
 *
 * The order is kept in a list beside the map: the first key of a `Map` is found by going through the places of all that were deleted before
 * it, which in a full one are tens of thousands.
 */
export class RecentMap<Key, Value> {
  readonly #entries = new Map<Key, Entry<Key, Value>>();
  readonly #entriesMax: number;
  #oldest: Entry<Key, Value> | undefined;
  #newest: Entry<Key, Value> | undefined;

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

  /** Counts for no use. */
  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  set(key: Key, value: Value): void {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.value = value;
      return;
    }
    if (this.#entries.size >= this.#entriesMax) this.#evict();
    const entry: Entry<Key, Value> = { key, value, isUsed: false, older: undefined, newer: undefined };
    this.#entries.set(key, entry);
    this.#append(entry);
  }

  delete(key: Key): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.#remove(entry);
  }

  clear(): void {
    this.#entries.clear();
    this.#oldest = undefined;
    this.#newest = undefined;
  }

  // Used entries become the newest, unused; the first unused one leaves.
  #evict(): void {
    for (let chances = CHANCES_MAX; this.#oldest !== undefined; chances -= 1) {
      const entry = this.#oldest;
      if (!entry.isUsed || chances === 0) {
        this.#remove(entry);
        return;
      }
      entry.isUsed = false;
      this.#unlink(entry);
      this.#append(entry);
    }
  }

  #remove(entry: Entry<Key, Value>): void {
    this.#entries.delete(entry.key);
    this.#unlink(entry);
  }

  #append(entry: Entry<Key, Value>): void {
    entry.older = this.#newest;
    entry.newer = undefined;
    if (this.#newest === undefined) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
  }

  #unlink({ older, newer }: Entry<Key, Value>): void {
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
  }
}

/** Where everything is in use, one leaves all the same: no single call goes through the whole map. */
const CHANCES_MAX = 16;

interface Entry<Key, Value> {
  readonly key: Key;
  value: Value;
  isUsed: boolean;
  older: Entry<Key, Value> | undefined;
  newer: Entry<Key, Value> | undefined;
}
