import { type Clock, readMoment } from "./clock.ts";
import type { CredentialReader, ReadCredentials } from "./credential-reader.ts";
import type { ClientStats } from "./events.ts";
import { type Grant, requestToken } from "./request-token.ts";
import type { Settings } from "./settings.ts";
import { readSharedToken, sharedName, writeSharedToken } from "./shared-token.ts";
import { type Lock, StoreGuard } from "./store-guard.ts";
import { TokenError } from "./token-error.ts";
import { deadlinesOf, hasPassed } from "./token-lifetime.ts";
import type { TokenKey } from "./token-request.ts";

/** How long a process waits for another one that holds the lock, and how often it looks. */
const lockWaitMs = 2_000;
const lockPollMs = 100;

/** What the slot wants. */
export interface Wish {
  /** True: only a token from the token endpoint will do. */
  readonly isForced: boolean;
  /** True: there is a token in its soft window, so only one that is not there yet will do. */
  readonly isRenewal: boolean;
  /** A token that will not do: the one that an API refused, or the one to be renewed. */
  readonly unwanted: string | undefined;
}

export interface Acquired {
  readonly grant: Grant;
  /** What was left at `grant.start`. */
  readonly remainingMs: number;
  /** That of the credentials which brought it. */
  readonly generation: number;
}

interface Sharing {
  readonly guard: StoreGuard;
  readonly name: string;
}

/** Gets a token: from the shared store where there is one, else from the token endpoint, one process at a time. */
export class TokenAcquirer {
  readonly #settings: Settings;
  readonly #stats: ClientStats;
  readonly #reader: CredentialReader;
  readonly #guard: StoreGuard | undefined;

  constructor(settings: Settings, stats: ClientStats, reader: CredentialReader) {
    this.#settings = settings;
    this.#stats = stats;
    this.#reader = reader;
    this.#guard = settings.store && new StoreGuard(settings.store, settings.clock, stats);
  }

  /** Throws a TokenError. */
  async acquire(key: TokenKey, wish: Wish): Promise<Acquired> {
    const read = await this.#reader.read(false);
    if (!this.#guard) return this.#request(key, read);
    const sharing = { guard: this.#guard, name: await sharedName(this.#settings.tokenUrl, key, read.credentials) };
    const found = wish.isForced ? undefined : await this.#lookUp(sharing, wish, read);
    if (found) return found;
    const turn = wish.isForced ? undefined : await this.#waitForTurn(sharing, wish, read);
    if (turn && "grant" in turn) return turn;
    let acquired: Acquired | undefined;
    try {
      acquired = await this.#request(key, read);
      return acquired;
    } finally {
      // Nobody waits for the store once the token is here.
      const done = this.#share(sharing, acquired?.generation === read.generation ? acquired : undefined, turn);
      this.#settings.waitUntil?.(done);
    }
  }

  async #request(key: TokenKey, read: ReadCredentials): Promise<Acquired> {
    try {
      return fromEndpoint(await requestToken(this.#settings, this.#stats, key, read.credentials), read);
    } catch (thrown) {
      if (!(thrown instanceof TokenError) || thrown.error !== "invalid_client") throw thrown;
      const again = await this.#reader.read(true);
      if (again.generation === read.generation) throw thrown;
      return fromEndpoint(await requestToken(this.#settings, this.#stats, key, again.credentials), again);
    }
  }

  async #lookUp({ guard, name }: Sharing, wish: Wish, read: ReadCredentials): Promise<Acquired | undefined> {
    const start = readMoment(this.#settings.clock);
    const entry = await guard.get(name);
    const token = entry && readSharedToken(entry, start);
    if (!token || token.accessToken === wish.unwanted) return undefined;
    const { remainingMs, lifetimeSeconds } = token;
    const lifetime = { start, remainingMs, lifetimeMs: lifetimeSeconds * 1000, isUnchanged: false };
    const { soft, hard } = deadlinesOf(lifetime, 0);
    if (hasPassed(wish.isRenewal ? soft : hard, readMoment(this.#settings.clock))) return undefined;
    this.#stats.storeHits++;
    return { grant: token, remainingMs, generation: read.generation };
  }

  /**
   * Resolves with the token that another process got meanwhile; with the lock; or with undefined, which means: go alone. The
   * second lock is for the next in line when the owner of the first does not deliver, so that not everybody goes at once.
   */
  async #waitForTurn(sharing: Sharing, wish: Wish, read: ReadCredentials): Promise<Acquired | Lock | undefined> {
    const { guard, name } = sharing;
    const { clock } = this.#settings;
    for (const lockName of [name, `${name}.next`]) {
      const end = clock.monotonic() + lockWaitMs;
      while (clock.monotonic() < end) {
        const lock = await guard.lock(lockName);
        if (lock.state === "unavailable") return undefined;
        const found = await this.#lookUp(sharing, wish, read);
        if (found && lock.state === "held") void lock.release();
        if (found) return found;
        if (lock.state === "held") return lock;
        await pause(clock, lockPollMs);
      }
    }
    return undefined;
  }

  async #share({ guard, name }: Sharing, acquired: Acquired | undefined, lock: Lock | undefined): Promise<void> {
    if (acquired && acquired.remainingMs > 0)
      await guard.set(name, writeSharedToken(acquired.grant), acquired.remainingMs);
    if (lock?.state === "held") await lock.release();
  }
}

function fromEndpoint(grant: Grant, { generation }: ReadCredentials): Acquired {
  return { grant, remainingMs: grant.lifetimeSeconds * 1000, generation };
}

function pause(clock: Clock, milliseconds: number): Promise<void> {
  return clock.sleep(milliseconds, new AbortController().signal);
}
