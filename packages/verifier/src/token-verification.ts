import { hash } from "node:crypto";
import { checkClaims, deathMilliseconds } from "./access-token-claims.ts";
import { checkHeader } from "./access-token-header.ts";
import { type Instant, SYSTEM_CLOCK, VerifierClock } from "./clock.ts";
import { type CompactJws, parseCompactJws } from "./compact-jws.ts";
import type { VerificationKey } from "./key-set.ts";
import { KeySetFollower } from "./key-set-follower.ts";
import { RevocationListFollower } from "./revocation-list/revocation-list-follower.ts";
import { type RevocableNames, revocableNames } from "./revocation-list/revoked-names.ts";
import { type VerifiedAccessToken, verifiedAccessToken } from "./verified-access-token.ts";
import { type CacheEntry, VerifiedTokenCache } from "./verified-token-cache.ts";
import { VerifierError, type VerifierErrorCode } from "./verifier-error.ts";
import { type EmitEvent, eventEmitter } from "./verifier-events.ts";
import type { AccessTokenVerifierOptions } from "./verifier-options.ts";
import type { VerifierSettings } from "./verifier-settings.ts";
import type { VerifierStats } from "./verifier-stats.ts";

/** A token whose signature was checked once. What may still end it is checked each time: the clocks, its key, the revocation list. */
interface VerifiedEntry extends CacheEntry {
  readonly token: VerifiedAccessToken;
  /** The same for every caller: the token is frozen. */
  readonly answer: Promise<VerifiedAccessToken>;
  readonly key: VerificationKey;
  readonly deadAt: number;
  names: RevocableNames | undefined;
  /** The version of the revocation list that did not name it; -1 before the first look. */
  clearedBy: number;
}

type Refusal = VerifierErrorCode | undefined;

/** The steps from the text of a token to a verified one. */
export class TokenVerification {
  readonly #settings: VerifierSettings;
  readonly #emit: EmitEvent;
  readonly #clock: VerifierClock;
  readonly #keySet: KeySetFollower;
  readonly #revocationList: RevocationListFollower;
  readonly #cache: VerifiedTokenCache<VerifiedEntry> | undefined;
  #accepted = 0;
  #acceptedFromCache = 0;
  #refused = 0;
  #signatureChecks = 0;

  constructor(settings: VerifierSettings, options: AccessTokenVerifierOptions) {
    const { claims, header, keySet, revocationList, allowInsecureHttp, cachedTokensMax } = settings;
    const fromOptions = { issuer: claims.issuer, allowInsecureHttp, fetch: options.fetch };
    this.#settings = settings;
    this.#emit = eventEmitter(claims.issuer, options.onEvent);
    this.#clock = new VerifierClock(options.clock ?? SYSTEM_CLOCK, () => this.#emit({ type: "clock-set-back" }));
    this.#keySet = new KeySetFollower(
      { ...keySet, ...fromOptions, jwksUri: options.jwksUri, algorithms: header.algorithms },
      this.#clock,
      this.#emit,
      (metadata) => this.#followList(metadata.revocationListUri),
    );
    const { clockToleranceMilliseconds } = claims;
    const listSettings = { ...revocationList, ...fromOptions, clockToleranceMilliseconds };
    this.#revocationList = new RevocationListFollower(listSettings, this.#clock, this.#emit, this.#keySet);
    if (revocationList.uri !== undefined) this.#followList(revocationList.uri);
    this.#cache = cachedTokensMax === 0 ? undefined : new VerifiedTokenCache(cachedTokensMax);
  }

  verify(token: string): Promise<VerifiedAccessToken> {
    if (typeof token !== "string") return this.#refuse("token_malformed");
    if (token.length > this.#settings.tokenBytesMax) return this.#refuse("token_too_long");
    if (this.#cache === undefined) return this.#verifySlowly(token, "");
    const digest = hash("sha256", token, "latin1");
    const entry = this.#cache.get(digest);
    if (entry === undefined) return this.#verifySlowly(token, digest);
    const now = this.#clock.read();
    const isSettled = this.#keySet.isFresh(now) && this.#revocationList.isFresh(now);
    if (!isSettled || this.#refusalOf(entry, now) !== undefined) return this.#verifySlowly(token, digest);
    this.#accepted += 1;
    this.#acceptedFromCache += 1;
    return entry.answer;
  }

  async ready(): Promise<void> {
    await this.#keySet.load();
    await this.#revocationList.ensureFresh();
  }

  stats(): VerifierStats {
    return {
      accepted: this.#accepted,
      refused: this.#refused,
      acceptedFromCache: this.#acceptedFromCache,
      signatureChecks: this.#signatureChecks,
      cachedTokens: this.#cache?.size ?? 0,
      keySet: this.#keySet.stats(),
      revocationList: this.#revocationList.stats(),
    };
  }

  close(): void {
    this.#revocationList.close();
  }

  #followList(announcedUri: string | undefined): void {
    const { isWanted, uri = announcedUri } = this.#settings.revocationList;
    if (isWanted) this.#revocationList.follow(uri);
  }

  async #verifySlowly(token: string, digest: string): Promise<VerifiedAccessToken> {
    try {
      const entry = await this.#verifiedEntry(token, digest);
      this.#accepted += 1;
      return entry.token;
    } catch (error) {
      throw this.#refusal(error);
    }
  }

  /** The steps of RFC 9068 §4; what needs no key comes first, so that a stranger's token causes no request. */
  async #verifiedEntry(token: string, digest: string): Promise<VerifiedEntry> {
    const jws = parseCompactJws(token);
    if (jws === undefined) throw new VerifierError("token_malformed");
    const header = checkHeader(jws.header, this.#settings.header);
    if (typeof header === "string") throw new VerifierError(header);
    throwIf(checkClaims(jws.claims, this.#settings.claims, this.#clock.read().latest));

    const key = await this.#keySet.keyFor(header.kid);
    if (!this.#revocationList.isFresh(this.#clock.read())) await this.#revocationList.ensureFresh();
    throwIf(key.algorithm === header.algorithm ? undefined : "algorithm_refused");

    const cached = this.#cache?.get(digest);
    const entry = cached?.key === key ? cached : this.#checkSignature(jws, key);
    throwIf(this.#refusalOf(entry, this.#clock.read()));
    if (entry !== cached) this.#cache?.set(digest, entry);
    return entry;
  }

  #checkSignature(jws: CompactJws, key: VerificationKey): VerifiedEntry {
    this.#signatureChecks += 1;
    if (!key.isGoodSignature(jws.signingInput, jws.signature)) throw new VerifierError("signature_invalid");
    const token = verifiedAccessToken(jws.claims, this.#settings.claims);
    const deadAt = deathMilliseconds(token.expiresAtSeconds, this.#settings.claims);
    return { token, answer: Promise.resolve(token), key, deadAt, names: undefined, clearedBy: -1, visits: 0 };
  }

  /** What may end a token whose signature is good, cached or not. */
  #refusalOf(entry: VerifiedEntry, now: Instant): Refusal {
    if (now.latest >= entry.deadAt) return "token_expired";
    if (entry.key.state !== "trusted") return entry.key.state === "revoked" ? "token_revoked" : "key_unknown";
    const { version } = this.#revocationList;
    if (entry.clearedBy === version) return undefined;
    if (!this.#revocationList.isEmpty) {
      entry.names ??= revocableNames(this.#settings.claims.issuer, entry.token.clientId, entry.token.claims);
      if (this.#revocationList.isRevoked(entry.names)) return "token_revoked";
    }
    entry.clearedBy = version;
    return undefined;
  }

  #refuse(code: VerifierErrorCode): Promise<never> {
    return Promise.reject(this.#refusal(new VerifierError(code)));
  }

  #refusal(error: unknown): VerifierError {
    const refusal = error instanceof VerifierError ? error : new VerifierError("internal_error", { cause: error });
    this.#refused += 1;
    this.#emit({ type: "token-refused", code: refusal.code });
    return refusal;
  }
}

function throwIf(refusal: Refusal): void {
  if (refusal !== undefined) throw new VerifierError(refusal);
}
