import type { Acquired, Wish } from "./acquired-token.ts";
import type { CredentialReader, ReadCredentials } from "./credential-reader.ts";
import type { ClientStats } from "./events.ts";
import { type Grant, requestToken } from "./request-token.ts";
import type { Settings } from "./settings.ts";
import type { SharedAcquirer } from "./shared-acquirer.ts";
import { TokenError } from "./token-error.ts";
import type { TokenKey } from "./token-request.ts";

/** Gets a token: from the shared store where there is one, else from the token endpoint. */
export class TokenAcquirer {
  readonly #settings: Settings;
  readonly #stats: ClientStats;
  readonly #reader: CredentialReader;
  #shared: SharedAcquirer | undefined;

  constructor(settings: Settings, stats: ClientStats, reader: CredentialReader) {
    this.#settings = settings;
    this.#stats = stats;
    this.#reader = reader;
  }

  /** Throws a TokenError. */
  async acquire(key: TokenKey, wish: Wish): Promise<Acquired> {
    const { store } = this.#settings;
    const read = await this.#reader.read(false);
    if (!store) return this.#request(key, read);
    // Loaded when it is used: most clients share nothing.
    const { SharedAcquirer } = await import("./shared-acquirer.ts");
    this.#shared ??= new SharedAcquirer(store, this.#settings, this.#stats);
    return this.#shared.acquire({ key, wish, read, request: () => this.#request(key, read) });
  }

  /** A refused secret may have been rotated: the credentials are read again, and other ones are tried once. */
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
}

function fromEndpoint(grant: Grant, { generation }: ReadCredentials): Acquired {
  return { grant, remainingMs: grant.lifetimeSeconds * 1000, generation };
}
