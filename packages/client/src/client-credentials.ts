import { type AccessToken, authorizationOf } from "./access-token.ts";
import { TokenAcquirer } from "./acquire-token.ts";
import { authorizedFetch } from "./authorized-fetch.ts";
import { CredentialReader } from "./credential-reader.ts";
import { type ClientStats, events, zeroStats } from "./events.ts";
import type { ClientCredentialsOptions, GetTokenOptions, TokenOptions } from "./options.ts";
import { parseSettings, parseTokenKey } from "./settings.ts";
import type { CachedToken, SlotParts, TokenSlot } from "./token-slot.ts";
import { TokenSlots } from "./token-slots.ts";

/**
 * A client of the token endpoint (RFC 6749 §4.4), which gets, caches and renews tokens. Make one per process and keep it: there is
 * nothing to close, and no timer runs behind it.
 *
 * @example
 * const celitech = clientCredentials(); // CELITECH_CLIENT_ID and CELITECH_CLIENT_SECRET, or their _FILE
 * const response = await celitech.fetch("https://api.celitech.net/v1/destinations");
 *
 * @throws TokenError `invalid_option` that names the option or the environment variable at fault; `browser_refused`.
 */
export function clientCredentials(options: ClientCredentialsOptions = {}): TokenClient {
  const { scope, resource, audience } = options;
  const settings = parseSettings(options);
  const stats = zeroStats();
  const reader = new CredentialReader(settings, stats);
  const acquirer = new TokenAcquirer(settings, stats, reader);
  return new TokenClient({ settings, stats, reader, acquirer }, new TokenSlots(), { scope, resource, audience });
}

/** What `clientCredentials` makes. Printed, it shows nothing of what it holds. */
export class TokenClient {
  readonly #parts: SlotParts;
  readonly #slots: TokenSlots;
  readonly #wanted: TokenOptions;
  readonly #now: () => number;
  #slot: TokenSlot;

  /**
   * `fetch` with a token, for the configured origins only. On a 401 that refuses the token, one more try with a new one, if the
   * body can be sent again. A request with an Authorization header of its own is left alone. May be passed on by itself.
   */
  declare readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

  /** @internal */
  constructor(parts: SlotParts, slots: TokenSlots, wanted: TokenOptions) {
    this.#parts = parts;
    this.#slots = slots;
    this.#wanted = wanted;
    this.#slot = slots.find(parseTokenKey(wanted), parts);
    const { clock } = parts.settings;
    this.#now = () => clock.now();
    const fetch: TokenClient["fetch"] = (input, init) => authorizedFetch(this, parts.settings, input, init);
    // Not enumerable, so that a client can be cloned and printed.
    Object.defineProperty(this, "fetch", { value: fetch });
  }

  /**
   * A token that is good for use now: the cached one, or one that is asked for once for all who wait. In the last fifth of its
   * lifetime the cached one is returned while a new one is fetched behind it.
   *
   * Rejects with a TokenError, or with `signal.reason`.
   */
  getToken(options?: GetTokenOptions): Promise<AccessToken> {
    const cached = options === undefined ? this.#fresh() : undefined;
    return cached === undefined ? this.#find(options ?? {}) : this.#promise(cached);
  }

  /** The cached token, at once, or undefined when there is none that is good. Starts a renewal where `getToken` would. */
  peek(): AccessToken | undefined {
    return (this.#fresh() ?? this.#touch().use())?.token;
  }

  /** `{ Authorization: "Bearer …" }`, for HTTP clients other than `fetch`: where they send it is theirs to watch. */
  async headers(options?: GetTokenOptions): Promise<{ Authorization: string }> {
    return { Authorization: authorizationOf(await this.getToken(options)) };
  }

  /**
   * Tells that an API refused `token`. True: ask for a token and try again. False: it is younger than 5 s or another one was
   * refused in the last 10 s, so a new one would hardly help, and the cached one stays.
   */
  invalidate(token: AccessToken | string): boolean {
    return this.#touch().refuse(typeof token === "string" ? token : token.accessToken);
  }

  /** A view with other scopes, resources or audience, which shares everything else with this client. */
  for(options: TokenOptions): TokenClient {
    return new TokenClient(this.#parts, this.#slots, { ...this.#wanted, ...options });
  }

  /** Counts since the client was made, its views included. */
  stats(): ClientStats {
    return { ...this.#parts.stats };
  }

  /** The hot path: one reading of one clock, see `CachedToken.freshAt`. */
  #fresh(): CachedToken | undefined {
    const { cached, key } = this.#slot;
    const { reader, stats } = this.#parts;
    if (cached === undefined || this.#now() !== cached.freshAt || cached.generation !== reader.generation)
      return undefined;
    stats.hits++;
    if (events["cache:hit"].hasSubscribers) events["cache:hit"].publish({ scope: key.scope });
    return cached;
  }

  #find({ signal, forceRefresh = false }: GetTokenOptions): Promise<AccessToken> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const slot = this.#touch();
    const cached = forceRefresh ? undefined : slot.use();
    if (cached) return this.#promise(cached);
    this.#parts.stats.misses++;
    events["cache:miss"].publish({ scope: slot.key.scope });
    const promise = slot.obtain(forceRefresh);
    return signal ? untilAborted(promise, signal) : promise;
  }

  #promise({ promise, token }: CachedToken): Promise<AccessToken> {
    return this.#parts.settings.sharesFlights ? promise : Promise.resolve(token);
  }

  #touch(): TokenSlot {
    this.#slot = this.#slots.touch(this.#slot);
    return this.#slot;
  }
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort);
    const stop = () => signal.removeEventListener("abort", abort);
    promise.finally(stop).then(resolve, reject);
  });
}
