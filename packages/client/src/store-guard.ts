import { type Clock, within } from "./clock.ts";
import { type ClientStats, events } from "./events.ts";
import { safeText } from "./token-error.ts";
import type { StoredEntry, TokenStore } from "./token-store.ts";

const operationTimeoutMs = 250;
const failuresMax = 3;
const pauseMs = 10_000;
const leaseMs = 15_000;

/** What came of asking for a lock: ours, somebody else's, or the store is of no use now. */
export type Lock = { readonly state: "held"; release(): Promise<void> } | { readonly state: "taken" | "unavailable" };

/** A store that never fails and never takes long: errors and delays are misses, and a broken store is left alone for 10 s. */
export class StoreGuard {
  readonly #store: TokenStore;
  readonly #clock: Clock;
  readonly #stats: ClientStats;
  #failures = 0;
  #pausedUntil = Number.NEGATIVE_INFINITY;

  constructor(store: TokenStore, clock: Clock, stats: ClientStats) {
    this.#store = store;
    this.#clock = clock;
    this.#stats = stats;
  }

  async get(name: string): Promise<StoredEntry | undefined> {
    const result = await this.#attempt("get", () => this.#store.get(name));
    return result.done ? result.value : undefined;
  }

  async set(name: string, value: string, lifetimeMs: number): Promise<void> {
    await this.#attempt("set", () => this.#store.set(name, value, lifetimeMs));
  }

  async lock(name: string): Promise<Lock> {
    let isAbandoned = false;
    const result = await this.#attempt("lock", async () => {
      const release = await this.#store.lock(name, leaseMs);
      // Granted after we stopped waiting: nobody here will use it.
      if (isAbandoned) await release?.();
      return release;
    });
    isAbandoned = !result.done;
    if (!result.done) return { state: "unavailable" };
    const release = result.value;
    if (!release) return { state: "taken" };
    return { state: "held", release: async () => void (await this.#attempt("unlock", release)) };
  }

  async #attempt<T>(
    operation: string,
    work: () => Promise<T>,
  ): Promise<{ readonly done: true; readonly value: T } | { readonly done: false }> {
    if (this.#clock.monotonic() < this.#pausedUntil) return { done: false };
    const timedOut = () => new Error(`no answer within ${operationTimeoutMs} ms`);
    try {
      const value = await within(this.#clock, operationTimeoutMs, async () => work(), timedOut);
      this.#failures = 0;
      return { done: true, value };
    } catch (thrown) {
      this.#stats.storeErrors++;
      if (++this.#failures >= failuresMax) this.#pausedUntil = this.#clock.monotonic() + pauseMs;
      const message = safeText(thrown instanceof Error ? thrown.message : String(thrown), []);
      events["store:error"].publish({ operation, message });
      return { done: false };
    }
  }
}
