import { Backoff } from "./backoff.ts";
import { boundedGet, type Fetch } from "./bounded-get.ts";
import {
  type Deadline,
  deadlineAfter,
  type Instant,
  isPast,
  LONG_PAST,
  millisecondsSince,
  type VerifierClock,
} from "./clock.ts";
import { fetchIssuerMetadata, type IssuerMetadata } from "./issuer-metadata.ts";
import { type KeySet, type ParsedKeySet, parseKeySet, type VerificationKey } from "./key-set.ts";
import type { SignatureAlgorithm } from "./signature-algorithms.ts";
import { UnknownKeyBudget } from "./unknown-key-budget.ts";
import { VerifierError } from "./verifier-error.ts";
import type { EmitEvent } from "./verifier-events.ts";

export interface KeySetSettings {
  readonly issuer: string;
  /** Where the keys are; undefined: as the issuer's metadata say. */
  readonly jwksUri: string | undefined;
  readonly algorithms: ReadonlySet<SignatureAlgorithm>;
  readonly softAgeSeconds: number;
  readonly staleSeconds: number;
  readonly timeoutMilliseconds: number;
  readonly allowInsecureHttp: boolean;
  readonly fetch: Fetch | undefined;
}

export interface KeySetStats {
  readonly keys: number;
  /** Seconds since the last successful fetch began; undefined before the first. */
  readonly ageSeconds: number | undefined;
  readonly fetches: number;
  readonly failedFetches: number;
}

const KEY_SET_BYTES_MAX = 512 * 1024;
// A renewal begins before the soft age is over, so that where tokens keep coming a removed key is refused by then, and no token waits.
const RENEWAL_SHARE = 0.8;

/**
 * Keeps the issuer's keys. One fetch serves all callers; a set that is getting old is renewed while it goes on being used; a key that a
 * successful fetch no longer lists is dead from then on; strangers with invented `kid`s cause next to no fetches.
 */
export class KeySetFollower {
  readonly #settings: KeySetSettings;
  readonly #clock: VerifierClock;
  readonly #emit: EmitEvent;
  readonly #onMetadata: (metadata: IssuerMetadata) => void;
  readonly #backoff = new Backoff();
  readonly #unknownKeys = new UnknownKeyBudget();
  #keys: KeySet | undefined;
  #revokedKids: ReadonlySet<string> = new Set();
  #fetchedAt: Deadline = LONG_PAST;
  #softDeadline: Deadline = LONG_PAST;
  #staleDeadline: Deadline = LONG_PAST;
  #metadata: IssuerMetadata | undefined;
  #metadataDeadline: Deadline = LONG_PAST;
  #inFlight: Promise<void> | undefined;
  #fetches = 0;
  #failedFetches = 0;
  #lastGoodFetch = 0;

  constructor(
    settings: KeySetSettings,
    clock: VerifierClock,
    emit: EmitEvent,
    onMetadata: (metadata: IssuerMetadata) => void,
  ) {
    this.#settings = settings;
    this.#clock = clock;
    this.#emit = emit;
    this.#onMetadata = onMetadata;
  }

  /** Whether the keys at hand may be used with nothing else to do: no fetch to begin, no limit passed. */
  isFresh(now: Instant): boolean {
    if (!isPast(now, this.#softDeadline)) return true;
    return this.#backoff.isHolding(now) && !isPast(now, this.#staleDeadline);
  }

  /** The key for a `kid` if it is at hand and trusted. What to do if not is for {@link keyFor} to find out. */
  trustedKey(kid: string): VerificationKey | undefined {
    const key = this.#keys?.get(kid);
    return key?.state === "trusted" ? key : undefined;
  }

  /**
   * The key for a `kid`. A known one is answered without waiting, even while its endpoint hangs.
   *
   * @throws VerifierError `key_unknown`, `token_revoked` or `keys_unavailable`.
   */
  async keyFor(kid: string): Promise<VerificationKey> {
    const arrived = this.#fetches;
    for (;;) {
      const now = this.#clock.read();
      const keys = this.#usableKeys(now);
      const key = keys?.get(kid);
      if (key !== undefined) return this.#knownKey(key, now);
      if (keys !== undefined && this.#isSurelyUnknown(kid, arrived, now)) throw new VerifierError("key_unknown");
      await this.#fetchOrThrow(now);
    }
  }

  /** Resolves when keys are at hand. @throws VerifierError `keys_unavailable`. */
  async load(): Promise<void> {
    for (;;) {
      const now = this.#clock.read();
      if (this.#usableKeys(now) !== undefined) {
        this.#refreshWhenDue(now);
        return;
      }
      await this.#fetchOrThrow(now);
    }
  }

  /** What the revocation list says about keys; it counts whatever a key set says, now and later. */
  revokeKids(kids: ReadonlySet<string>): void {
    this.#revokedKids = kids;
    for (const key of this.#keys?.values() ?? []) {
      if (key.state !== "removed") key.state = kids.has(key.kid) ? "revoked" : "trusted";
    }
  }

  stats(): KeySetStats {
    const ageSeconds = this.#keys && millisecondsSince(this.#fetchedAt, this.#clock.read()) / 1000;
    return {
      keys: this.#keys?.size ?? 0,
      ageSeconds,
      fetches: this.#fetches,
      failedFetches: this.#failedFetches,
    };
  }

  #knownKey(key: VerificationKey, now: Instant): VerificationKey {
    this.#refreshWhenDue(now);
    if (key.state === "revoked") throw new VerifierError("token_revoked");
    return key;
  }

  #refreshWhenDue(now: Instant): void {
    if (this.isFresh(now) || this.#inFlight !== undefined || this.#backoff.isHolding(now)) return;
    void this.#fetch(now);
  }

  #usableKeys(now: Instant): KeySet | undefined {
    return isPast(now, this.#staleDeadline) ? undefined : this.#keys;
  }

  // A set whose fetch began after the token came, and lacks its key, is an answer; so is a recent set when the budget is spent.
  #isSurelyUnknown(kid: string, arrived: number, now: Instant): boolean {
    if (this.#lastGoodFetch > arrived) {
      this.#unknownKeys.remember(kid, now);
      return true;
    }
    if (this.#unknownKeys.isKnownToBeUnknown(kid, now)) return true;
    return this.#inFlight === undefined && !this.#backoff.isHolding(now) && !this.#unknownKeys.takeFetch(now);
  }

  async #fetchOrThrow(now: Instant): Promise<void> {
    if (this.#inFlight === undefined && this.#backoff.isHolding(now)) throw this.#unavailable(now);
    const failed = this.#failedFetches;
    await (this.#inFlight ?? this.#fetch(now));
    if (this.#failedFetches !== failed) throw this.#unavailable(this.#clock.read());
  }

  #unavailable(now: Instant): VerifierError {
    return new VerifierError("keys_unavailable", { retryAfterSeconds: this.#backoff.retryAfterSeconds(now) });
  }

  /** Never rejects. */
  #fetch(now: Instant): Promise<void> {
    this.#fetches += 1;
    const number = this.#fetches;
    this.#inFlight = this.#fetchKeys(now)
      .then((parsed) => this.#accept(parsed, number, now))
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#inFlight = undefined;
      });
    return this.#inFlight;
  }

  async #fetchKeys(now: Instant): Promise<ParsedKeySet> {
    const { algorithms, fetch, timeoutMilliseconds } = this.#settings;
    const url = this.#settings.jwksUri ?? (await this.#currentMetadata(now)).jwksUri;
    const accept = { accept: "application/jwk-set+json, application/json" };
    const answer = await boundedGet(fetch, url, accept, { bytesMax: KEY_SET_BYTES_MAX, timeoutMilliseconds });
    if (answer.status !== 200) throw new Error(`the key set answers ${answer.status}`);
    const parsed = parseKeySet(Buffer.from(answer.body).toString(), algorithms);
    if (parsed === undefined) throw new Error("the answer holds no usable key");
    return parsed;
  }

  async #currentMetadata(now: Instant): Promise<IssuerMetadata> {
    if (this.#metadata !== undefined && !isPast(now, this.#metadataDeadline)) return this.#metadata;
    const { issuer, allowInsecureHttp, fetch, timeoutMilliseconds, softAgeSeconds } = this.#settings;
    try {
      this.#metadata = await fetchIssuerMetadata(issuer, allowInsecureHttp, fetch, timeoutMilliseconds);
      this.#metadataDeadline = deadlineAfter(now, softAgeSeconds * 1000);
      this.#onMetadata(this.#metadata);
    } catch (error) {
      if (this.#metadata === undefined) throw error;
    }
    return this.#metadata;
  }

  #accept(parsed: ParsedKeySet, number: number, startedAt: Instant): void {
    const previous = this.#keys;
    if (previous === undefined) this.#unknownKeys.takeFetch(startedAt); // the burst counts the first one too
    const keys = new Map<string, VerificationKey>();
    for (const [kid, key] of parsed.keys) {
      const known = previous?.get(kid);
      const kept = known?.fingerprint === key.fingerprint ? known : key;
      kept.state = this.#revokedKids.has(kid) ? "revoked" : "trusted";
      keys.set(kid, kept);
    }
    let removedKeys = 0;
    for (const key of previous?.values() ?? []) {
      if (keys.get(key.kid) === key) continue;
      key.state = "removed";
      removedKeys += 1;
    }
    this.#keys = keys;
    this.#lastGoodFetch = number;
    this.#fetchedAt = startedAt;
    this.#softDeadline = deadlineAfter(startedAt, this.#settings.softAgeSeconds * RENEWAL_SHARE * 1000);
    this.#staleDeadline = deadlineAfter(startedAt, this.#settings.staleSeconds * 1000);
    this.#backoff.succeed();
    this.#emit({ type: "key-set-loaded", keys: keys.size, ignoredKeys: parsed.ignoredKeys, removedKeys });
  }

  #fail(error: unknown): void {
    this.#failedFetches += 1;
    this.#backoff.fail(this.#clock.read());
    this.#metadataDeadline = LONG_PAST; // the keys may have moved
    const reason = error instanceof Error ? error.message : "unknown";
    const { failures } = this.#backoff;
    this.#emit({ type: "key-set-unavailable", reason, failures, hasKeys: this.#keys !== undefined });
  }
}
