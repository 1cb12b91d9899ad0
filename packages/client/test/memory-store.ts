import type { StoredEntry, TokenStore } from "../src/index.ts";

/** A store in memory with a clock of its own, as Redis has one. */
export class MemoryStore implements TokenStore {
  readonly entries = new Map<string, { value: string; endsAt: number }>();
  locksAlwaysTaken = false;
  readonly #locks = new Set<string>();
  #now = 0;

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  async get(name: string): Promise<StoredEntry | undefined> {
    const entry = this.entries.get(name);
    return entry && entry.endsAt > this.#now
      ? { value: entry.value, remainingMs: entry.endsAt - this.#now }
      : undefined;
  }

  async set(name: string, value: string, lifetimeMs: number): Promise<void> {
    this.entries.set(name, { value, endsAt: this.#now + lifetimeMs });
  }

  async lock(name: string): Promise<(() => Promise<void>) | undefined> {
    if (this.locksAlwaysTaken || this.#locks.has(name)) return undefined;
    this.#locks.add(name);
    return async () => void this.#locks.delete(name);
  }
}
