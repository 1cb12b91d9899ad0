import { within } from "./clock.ts";
import { type ClientCredentials, ConcealedCredentials } from "./credentials.ts";
import { type ClientStats, events } from "./events.ts";
import { isCredentials } from "./option-checks.ts";
import type { Settings } from "./settings.ts";
import { safeCause, TokenError } from "./token-error.ts";
import { secretForms } from "./token-request.ts";

const readTimeoutMs = 10_000;

/** Credentials and their place in the succession: a higher generation has replaced a lower one. */
export interface ReadCredentials {
  readonly credentials: ClientCredentials;
  readonly generation: number;
}

/** Asks the credential source, notices when it brings other credentials, and bridges its outages with the last ones. */
export class CredentialReader {
  readonly #settings: Settings;
  readonly #stats: ClientStats;
  /** Of the last credentials; 0 before the first read. */
  generation = 0;
  #last: ReadCredentials | undefined;
  #reads = 0;
  #lastRead = 0;

  constructor(settings: Settings, stats: ClientStats) {
    this.#settings = settings;
    this.#stats = stats;
  }

  /** Throws a TokenError `credentials_unavailable` when the source fails and no earlier read succeeded. */
  async read(fresh: boolean): Promise<ReadCredentials> {
    const { clock, credentials: source } = this.#settings;
    const read = ++this.#reads;
    try {
      const timedOut = () => new Error(`no answer within ${readTimeoutMs} ms`);
      const found = await within(clock, readTimeoutMs, async (signal) => source({ fresh, signal }), timedOut);
      return this.#adopt(checkCredentials(found), read);
    } catch (thrown) {
      return this.#bridge(thrown);
    }
  }

  #adopt(found: ClientCredentials, read: number): ReadCredentials {
    const last = this.#last;
    const isSame =
      last?.credentials.clientId === found.clientId && last.credentials.clientSecret === found.clientSecret;
    // A slow read that began before the last one may bring credentials that are already replaced.
    if (last && (isSame || read < this.#lastRead)) return last;
    const credentials = new ConcealedCredentials(found.clientId, found.clientSecret);
    this.#lastRead = read;
    this.#last = { credentials, generation: ++this.generation };
    if (last) {
      this.#stats.credentialChanges++;
      events["credentials:changed"].publish({ clientId: found.clientId });
    }
    return this.#last;
  }

  #bridge(thrown: unknown): ReadCredentials {
    const last = this.#last;
    const error = thrown instanceof TokenError ? thrown : unavailable(thrown, last?.credentials);
    if (!last) throw error;
    events["credentials:error"].publish({ message: error.message });
    return last;
  }
}

function unavailable(thrown: unknown, known: ClientCredentials | undefined): TokenError {
  const cause = safeCause(thrown, known ? secretForms(known) : []);
  return new TokenError("credentials_unavailable", `the credential source failed: ${cause.message}`, { cause });
}

function checkCredentials(found: ClientCredentials): ClientCredentials {
  if (isCredentials(found)) return found;
  throw new TokenError("credentials_unavailable", "the credential source returned no clientId or clientSecret");
}
