/** What a store knows of an entry. */
export interface StoredEntry {
  readonly value: string;
  /** Milliseconds until the entry ends, by the store's own clock: the clocks of its users may differ. */
  readonly remainingMs: number;
}

/**
 * A place where processes share tokens. The client gives each operation 250 ms, after which it counts as a miss, and stops
 * asking for 10 s after 3 failures in a row; so a store may simply throw. Names hold `[A-Za-z0-9_.-]`. Values are tokens
 * in plain text: wrap a store that leaves the process in `sealedStore`.
 */
export interface TokenStore {
  get(name: string): Promise<StoredEntry | undefined>;
  set(name: string, value: string, lifetimeMs: number): Promise<void>;
  /**
   * Takes the lock of that name unless somebody else holds it, and returns the function that gives it back. A lock whose owner
   * died is free at the latest after `leaseMs`.
   */
  lock(name: string, leaseMs: number): Promise<(() => Promise<void>) | undefined>;
}
