import type { Acquired, Wish } from "./acquired-token.ts";
import { readMoment } from "./clock.ts";
import type { ReadCredentials } from "./credential-reader.ts";
import type { ClientStats } from "./events.ts";
import type { Settings } from "./settings.ts";
import { readSharedToken, sharedName, writeSharedToken } from "./shared-token.ts";
import { type Lock, StoreGuard } from "./store-guard.ts";
import { deadlinesOf, hasPassed } from "./token-lifetime.ts";
import type { TokenKey } from "./token-request.ts";
import type { TokenStore } from "./token-store.ts";

/** How long a process waits for another one that holds the lock, and how often it looks. */
const lockWaitMs = 2_000;
const lockPollMs = 100;
const neverAborted = new AbortController().signal;

interface SharedWish {
  readonly key: TokenKey;
  readonly wish: Wish;
  readonly read: ReadCredentials;
  /** Asks the token endpoint. */
  readonly request: () => Promise<Acquired>;
}

/** Gets a token through a store that processes share: what is there already, else from the token endpoint, one process at a time. */
export class SharedAcquirer {
  readonly #guard: StoreGuard;
  readonly #settings: Settings;
  readonly #stats: ClientStats;

  constructor(store: TokenStore, settings: Settings, stats: ClientStats) {
    this.#guard = new StoreGuard(store, settings.clock, stats);
    this.#settings = settings;
    this.#stats = stats;
  }

  async acquire({ key, wish, read, request }: SharedWish): Promise<Acquired> {
    const name = await sharedName(this.#settings.tokenUrl, key, read.credentials);
    const found = wish.isForced ? undefined : await this.#lookUp(name, wish, read);
    if (found) return found;
    const turn = wish.isForced ? undefined : await this.#waitForTurn(name, wish, read);
    if (turn && "grant" in turn) return turn;
    let acquired: Acquired | undefined;
    try {
      acquired = await request();
      return acquired;
    } finally {
      // Nobody waits for the store once the token is here. What other credentials brought belongs under another name.
      const done = this.#share(name, acquired?.generation === read.generation ? acquired : undefined, turn);
      this.#settings.waitUntil?.(done);
    }
  }

  async #lookUp(name: string, wish: Wish, read: ReadCredentials): Promise<Acquired | undefined> {
    const { clock } = this.#settings;
    const start = readMoment(clock);
    const entry = await this.#guard.get(name);
    const token = entry && readSharedToken(entry, start);
    if (!token || token.accessToken === wish.unwanted) return undefined;
    const { remainingMs, lifetimeSeconds } = token;
    const lifetime = { start, remainingMs, lifetimeMs: lifetimeSeconds * 1000, isUnchanged: false };
    const { soft, hard } = deadlinesOf(lifetime, 0);
    if (hasPassed(wish.isRenewal ? soft : hard, readMoment(clock))) return undefined;
    this.#stats.storeHits++;
    return { grant: token, remainingMs, generation: read.generation };
  }

  /**
   * Resolves with the token that another process got meanwhile; with the lock; or with undefined, which means: go alone. The
   * second lock is for the next in line when the owner of the first does not deliver, so that not everybody goes at once.
   */
  async #waitForTurn(name: string, wish: Wish, read: ReadCredentials): Promise<Acquired | Lock | undefined> {
    const { clock } = this.#settings;
    for (const lockName of [name, `${name}.next`]) {
      const end = clock.monotonic() + lockWaitMs;
      while (clock.monotonic() < end) {
        const lock = await this.#guard.lock(lockName);
        if (lock.state === "unavailable") return undefined;
        const found = await this.#lookUp(name, wish, read);
        if (found && lock.state === "held") void lock.release();
        if (found) return found;
        if (lock.state === "held") return lock;
        await clock.sleep(lockPollMs, neverAborted);
      }
    }
    return undefined;
  }

  async #share(name: string, acquired: Acquired | undefined, lock: Lock | undefined): Promise<void> {
    if (acquired && acquired.remainingMs > 0)
      await this.#guard.set(name, writeSharedToken(acquired.grant), acquired.remainingMs);
    if (lock?.state === "held") await lock.release();
  }
}
