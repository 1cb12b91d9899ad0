import { AccessToken } from "./access-token.ts";
import type { TokenAcquirer } from "./acquire-token.ts";
import type { Acquired, Wish } from "./acquired-token.ts";
import { elapsedMs, type Moment, readMoment } from "./clock.ts";
import type { CredentialReader } from "./credential-reader.ts";
import { type ClientEvents, type ClientStats, events } from "./events.ts";
import type { Settings } from "./settings.ts";
import { TokenError } from "./token-error.ts";
import { type Deadlines, deadlinesOf, hasPassed } from "./token-lifetime.ts";
import type { TokenKey } from "./token-request.ts";

const pauseFirstMs = 1_000;
const pauseMaxMs = 30_000;
/** Renewals that an API's 401 causes: at most one in this time, and none for a token younger than that. */
const refusalPauseMs = 10_000;
const refusalAgeMinMs = 5_000;
/** A flight takes 20 s, and some for the credentials and the store. One that is older was cancelled with its request. */
const flightLostMs = 60_000;
/** How often a token is asked for again because the credentials changed while it was on its way. */
const generationTriesMax = 3;

/** A token at hand. */
export interface CachedToken {
  readonly token: AccessToken;
  /** Already resolved: one object for every caller. */
  readonly promise: Promise<AccessToken>;
  readonly deadlines: Deadlines;
  readonly start: Moment;
  /** How old the token was at `start`: more than 0 out of a shared store. */
  readonly ageMs: number;
  /** Of the credentials that brought it: once they are replaced, it is not handed out any more. */
  readonly generation: number;
  /**
   * The wall clock's millisecond in which both clocks were last found to be before the soft deadline. While the wall clock
   * shows the same millisecond that answer stands, so a busy caller reads one clock instead of two.
   */
  freshAt: number;
}

interface Flight {
  readonly promise: Promise<AccessToken>;
  readonly start: Moment;
  readonly isForced: boolean;
}

/** What follows a failure: no renewal behind a cached token until it is over, and after a refusal no request at all. */
interface Pause {
  readonly error: TokenError;
  readonly start: number;
  /** How long no renewal is tried. */
  readonly windowMs: number;
  /** How long callers are refused, too. */
  readonly refusalMs: number;
  /** Other credentials end it. */
  readonly generation: number;
  hasReadCredentials: boolean;
}

/** What all slots of a client have in common. */
export interface SlotParts {
  readonly settings: Settings;
  readonly stats: ClientStats;
  readonly reader: CredentialReader;
  readonly acquirer: TokenAcquirer;
}

/** The token of one key: at most one of it in memory, at most one request for it under way. */
export class TokenSlot {
  readonly key: TokenKey;
  cached: CachedToken | undefined;
  readonly #parts: SlotParts;
  #flight: Flight | undefined;
  #pause: Pause | undefined;
  #refused: string | undefined;
  #refusedAt = Number.NEGATIVE_INFINITY;

  constructor(key: TokenKey, parts: SlotParts) {
    this.key = key;
    this.#parts = parts;
  }

  /** The token at hand, if it may still be handed out. In its soft window one renewal starts behind it. */
  use(): CachedToken | undefined {
    const { settings, stats, reader } = this.#parts;
    const { cached } = this;
    if (!cached) return undefined;
    if (cached.generation !== reader.generation) return this.#drop("credentials_changed");
    const now = readMoment(settings.clock);
    if (hasPassed(cached.deadlines.hard, now)) return undefined;
    stats.hits++;
    if (!hasPassed(cached.deadlines.soft, now)) {
      cached.freshAt = now.wall;
      events["cache:hit"].publish({ scope: this.key.scope });
      return cached;
    }
    stats.staleHits++;
    events["cache:stale"].publish({ scope: this.key.scope });
    this.#renewBehind(now, cached.token);
    return cached;
  }

  /** A token from the request under way or from a new one. Rejects at once while an earlier refusal stands. */
  obtain(isForced: boolean): Promise<AccessToken> {
    const now = readMoment(this.#parts.settings.clock);
    const flight = this.#parts.settings.sharesFlights ? this.#flightUnderWay(now) : undefined;
    if (flight && (flight.isForced || !isForced)) return flight.promise;
    const refusal = isForced ? undefined : this.#pauseAt(now);
    if (refusal && now.monotonic - refusal.start < refusal.refusalMs) return Promise.reject(refusal.error);
    return this.#launch({ isForced, isRenewal: false, unwanted: this.#refused }, now);
  }

  /** True when asking for a token again makes sense: `accessToken` is no longer at hand. False when it stays by policy. */
  refuse(accessToken: string): boolean {
    const { settings, stats } = this.#parts;
    if (this.cached?.token.accessToken !== accessToken) return true;
    const now = readMoment(settings.clock);
    if (this.cached.ageMs + elapsedMs(this.cached.start, now) < refusalAgeMinMs) return false;
    if (now.monotonic - this.#refusedAt < refusalPauseMs) return false;
    this.#refusedAt = now.monotonic;
    this.#refused = accessToken;
    stats.invalidations++;
    this.#drop("rejected");
    return true;
  }

  #drop(reason: ClientEvents["invalidate"]["reason"]): undefined {
    this.cached = undefined;
    events.invalidate.publish({ scope: this.key.scope, reason });
  }

  #renewBehind(now: Moment, current: AccessToken): void {
    const { settings, stats } = this.#parts;
    if (this.#flightUnderWay(now) || this.#pauseAt(now)) return;
    const unwanted = current.accessToken;
    const renewal = this.#launch({ isForced: false, isRenewal: true, unwanted }, now).catch((error: unknown) => {
      stats.backgroundFailures++;
      const code = error instanceof TokenError ? error.code : undefined;
      events["background:fail"].publish({ scope: this.key.scope, code });
    });
    settings.waitUntil?.(renewal);
  }

  #flightUnderWay(now: Moment): Flight | undefined {
    const flight = this.#flight;
    return flight && now.monotonic - flight.start.monotonic < flightLostMs ? flight : undefined;
  }

  /** The pause that holds now. In its second half the credentials are read again, so that a corrected secret ends it. */
  #pauseAt(now: Moment): Pause | undefined {
    const pause = this.#pause;
    const { settings, reader } = this.#parts;
    if (!pause || pause.generation !== reader.generation) return undefined;
    const passedMs = now.monotonic - pause.start;
    if (passedMs >= pause.windowMs) return undefined;
    if (passedMs >= pause.windowMs / 2 && !pause.hasReadCredentials) {
      pause.hasReadCredentials = true;
      const read = reader.read(true).catch(() => {});
      settings.waitUntil?.(read);
    }
    return pause;
  }

  #launch(wish: Wish, start: Moment): Promise<AccessToken> {
    const promise = this.#fly(wish);
    const flight: Flight = { promise, start, isForced: wish.isForced };
    this.#flight = flight;
    const land = () => {
      if (this.#flight === flight) this.#flight = undefined;
    };
    promise.then(land, land);
    return promise;
  }

  async #fly(wish: Wish): Promise<AccessToken> {
    try {
      const token = this.#adopt(await this.#acquire(wish));
      this.#pause = undefined;
      return token;
    } catch (thrown) {
      if (thrown instanceof TokenError) this.#pauseAfter(thrown);
      throw thrown;
    }
  }

  async #acquire(wish: Wish): Promise<Acquired> {
    const { acquirer, reader } = this.#parts;
    for (let tries = 1; ; tries++) {
      const acquired = await acquirer.acquire(this.key, wish);
      if (acquired.generation === reader.generation || tries >= generationTriesMax) return acquired;
    }
  }

  #adopt({ grant, remainingMs, generation }: Acquired): AccessToken {
    const { accessToken, tokenType, start, lifetimeSeconds } = grant;
    const expiresAt = Math.floor(start.wall + remainingMs);
    const token = new AccessToken({ accessToken, tokenType, expiresAt, scope: grant.scope ?? this.key.scope });
    const isOlder = this.cached !== undefined && this.cached.start.monotonic > start.monotonic;
    if (lifetimeSeconds <= 0 || isOlder) return token;
    const lifetimeMs = lifetimeSeconds * 1000;
    const isUnchanged = this.cached?.token.accessToken === accessToken;
    const deadlines = deadlinesOf({ start, remainingMs, lifetimeMs, isUnchanged }, this.#parts.settings.random());
    const ageMs = lifetimeMs - remainingMs;
    this.cached = { token, promise: Promise.resolve(token), deadlines, start, ageMs, generation, freshAt: Number.NaN };
    return token;
  }

  #pauseAfter(error: TokenError): void {
    const { settings, reader } = this.#parts;
    const { generation } = reader;
    const last = this.#pause?.generation === generation ? this.#pause : undefined;
    const asked = Math.min(error.retryAfterMs ?? 0, pauseMaxMs);
    const windowMs = Math.max(asked, last ? Math.min(last.windowMs * 2, pauseMaxMs) : pauseFirstMs);
    const refusalMs = error.code === "token_request_denied" ? windowMs : asked;
    const start = settings.clock.monotonic();
    this.#pause = { error, start, windowMs, refusalMs, generation, hasReadCredentials: false };
  }
}
