import { hash } from "node:crypto";
import { checkClaims, deathMilliseconds } from "./access-token-claims.ts";
import { type AccessTokenHeader, checkHeader } from "./access-token-header.ts";
import { type Instant, SYSTEM_CLOCK, VerifierClock } from "./clock.ts";
import { decodeObject, type JwsSegments, splitCompactJws } from "./compact-jws.ts";
import type { VerificationKey } from "./key-set.ts";
import { KeySetFollower } from "./key-set-follower.ts";
import { RevocationListFollower } from "./revocation-list/revocation-list-follower.ts";
import { type RevocableNames, RevocableNaming } from "./revocation-list/revoked-names.ts";
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

/** A token that passed every check that needs no key. */
interface UnverifiedToken {
  readonly segments: JwsSegments;
  readonly header: AccessTokenHeader;
  readonly claims: Record<string, unknown>;
}

type Refusal = VerifierErrorCode | undefined;

// All tokens of one key have the same header; an issuer has few.
const KNOWN_HEADERS_MAX = 32;

/** The steps from the text of a token to a verified one. */
export class TokenVerification {
  readonly #settings: VerifierSettings;
  readonly #emit: EmitEvent;
  readonly #clock: VerifierClock;
  readonly #keySet: KeySetFollower;
  readonly #revocationList: RevocationListFollower;
  readonly #revocableNames: RevocableNaming;
  readonly #cache: VerifiedTokenCache<VerifiedEntry> | undefined;
  readonly #knownHeaders = new Map<string, AccessTokenHeader>();
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
    this.#revocableNames = new RevocableNaming(claims.issuer);
    if (revocationList.uri !== undefined) this.#followList(revocationList.uri);
    this.#cache = cachedTokensMax === 0 ? undefined : new VerifiedTokenCache(cachedTokensMax);
  }

  verify(token: string): Promise<VerifiedAccessToken> {
    if (typeof token !== "string") return this.#refuse(new VerifierError("token_malformed"));
    if (token.length > this.#settings.tokenBytesMax) return this.#refuse(new VerifierError("token_too_long"));
    const digest = this.#cache === undefined ? "" : hash("sha256", token, "latin1");
    const cached = this.#cache?.get(digest);
    const now = this.#clock.read();
    const isSettled = this.#keySet.isFresh(now) && this.#revocationList.isFresh(now);
    if (cached !== undefined && isSettled && this.#refusalOf(cached, now) === undefined) {
      this.#accepted += 1;
      this.#acceptedFromCache += 1;
      return cached.answer;
    }
    try {
      const unverified = this.#checkWithoutKey(token, now);
      const key = isSettled ? this.#keySet.trustedKey(unverified.header.kid) : undefined;
      if (key === undefined) return this.#verifyLater(unverified, digest);
      return this.#verifyWith(key, unverified, digest, now).answer;
    } catch (error) {
      return this.#refuse(error);
    }
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

  /** For a token that has to wait for keys or for the revocation list. */
  async #verifyLater(unverified: UnverifiedToken, digest: string): Promise<VerifiedAccessToken> {
    try {
      const key = await this.#keySet.keyFor(unverified.header.kid);
      await this.#revocationList.ensureFresh();
      return this.#verifyWith(key, unverified, digest, this.#clock.read()).token;
    } catch (error) {
      throw this.#refusal(error);
    }
  }

  /** What RFC 9068 §4 asks that needs no key comes first, so that a stranger's token causes no request and no mathematics. */
  #checkWithoutKey(token: string, now: Instant): UnverifiedToken {
    const segments = splitCompactJws(token);
    if (segments === undefined) throw new VerifierError("token_malformed");
    const header = this.#checkHeader(segments.header);
    const claims = decodeObject(segments.payload);
    if (claims === undefined) throw new VerifierError("token_malformed");
    throwIf(checkClaims(claims, this.#settings.claims, now.latest));
    return { segments, header, claims };
  }

  #checkHeader(segment: string): AccessTokenHeader {
    const known = this.#knownHeaders.get(segment);
    if (known !== undefined) return known;
    const decoded = decodeObject(segment);
    if (decoded === undefined) throw new VerifierError("token_malformed");
    const header = checkHeader(decoded, this.#settings.header);
    if (typeof header === "string") throw new VerifierError(header);
    return header;
  }

  #verifyWith(key: VerificationKey, unverified: UnverifiedToken, digest: string, now: Instant): VerifiedEntry {
    throwIf(key.algorithm === unverified.header.algorithm ? undefined : "algorithm_refused");
    // Another caller may have verified the same token meanwhile.
    const cached = this.#cache?.get(digest);
    const entry = cached?.key === key ? cached : this.#checkSignature(key, unverified);
    throwIf(this.#refusalOf(entry, now));
    if (entry !== cached) this.#cache?.set(digest, entry);
    this.#accepted += 1;
    return entry;
  }

  #checkSignature(key: VerificationKey, { segments, header, claims }: UnverifiedToken): VerifiedEntry {
    this.#signatureChecks += 1;
    if (!key.isGoodSignature(segments.signed, segments.signature)) throw new VerifierError("signature_invalid");
    // Only what the issuer has signed is remembered, so that strangers cannot fill this.
    if (this.#knownHeaders.size >= KNOWN_HEADERS_MAX) this.#knownHeaders.clear();
    this.#knownHeaders.set(segments.header, header);
    const token = verifiedAccessToken(claims, this.#settings.claims);
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
      entry.names ??= this.#revocableNames.of(entry.token.clientId, entry.token.claims);
      if (this.#revocationList.isRevoked(entry.names)) return "token_revoked";
    }
    entry.clearedBy = version;
    return undefined;
  }

  #refuse(error: unknown): Promise<never> {
    return Promise.reject(this.#refusal(error));
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
