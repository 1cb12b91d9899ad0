import type { OptionalClaim } from "./access-token-claims.ts";
import type { Fetch } from "./bounded-get.ts";
import type { ClockSource } from "./clock.ts";
import type { SignatureAlgorithm } from "./signature-algorithms.ts";
import type { VerifierMessage } from "./verifier-events.ts";

/** The configuration of a verifier. `issuer` and `audience` are required; every other option has a safe default. */
export interface AccessTokenVerifierOptions {
  /** The issuer's identifier, compared byte for byte with `iss` and with its metadata (RFC 8414 §3.3). `https`, or `http` on loopback. */
  readonly issuer: string;
  /** The identifier of this API; a token needs at least one of them in `aud` (RFC 9068 §4). Compared byte for byte. */
  readonly audience: string | readonly string[];
  /**
   * Where the issuer's keys are. Default: as the issuer's metadata say. With it no metadata are read, and so no revocation list is
   * found: name that one too.
   */
  readonly jwksUri?: string;
  /** Accepted signature algorithms. Default: `ES256`, `RS256`, `EdDSA` and its new name `Ed25519`. */
  readonly algorithms?: readonly SignatureAlgorithm[];
  /** Seconds that the clocks of issuer and API may differ. Default 5, at most 60. */
  readonly clockToleranceSeconds?: number;
  /** The longest accepted token in bytes; a longer one is refused before it is hashed or parsed. Default 8192, at most 65536. */
  readonly tokenBytesMax?: number;
  /** How many verified tokens are kept so that their signature is checked only once. Default 10000; 0 keeps none. */
  readonly cachedTokensMax?: number;
  readonly keySet?: KeySetOptions;
  /** `false` never follows a list. Default: follow it when the issuer's metadata announce one. */
  readonly revocationList?: RevocationListOptions | false;
  /** Claims that a token must have with exactly these values, in addition to all other checks. */
  readonly requiredClaims?: Readonly<Record<string, string | number | boolean>>;
  /** What is accepted beyond RFC 9068. Default: nothing. */
  readonly relaxations?: Relaxations;
  /** The `realm` of challenges (RFC 9110 §11.5), printable ASCII without `"` and `\`. Default: the first audience. */
  readonly realm?: string;
  /**
   * The body of the middlewares' error answers: `oauth` is `{"error", "error_description"}`, `celitech` is `{"message"}` (what CELITECH's
   * official SDKs read), `none` is empty. Default `oauth`.
   */
  readonly errorBody?: "oauth" | "celitech" | "none";
  /** The address of the API's metadata (RFC 9728), sent as `resource_metadata` in challenges (§5.1). Default: not sent. */
  readonly resourceMetadataUrl?: string;
  /** Called for every event, as well as the diagnostics channel. What it throws is ignored. */
  readonly onEvent?: (event: VerifierMessage) => void;
  /** Replaces the global `fetch`: for a proxy, or for TLS with certificates of your own. */
  readonly fetch?: Fetch;
  /** Replaces the clocks, for tests. */
  readonly clock?: ClockSource;
}

export interface KeySetOptions {
  /** The age in seconds by which a key set is renewed, while it goes on being used; it begins at 80 % of it. Default 300, at most 3600. */
  readonly softAgeSeconds?: number;
  /** Seconds for which known keys are used while no key set can be fetched; after that every token gets 503. Default 86400. */
  readonly staleSeconds?: number;
  /** The limit of one request, in milliseconds. Default 5000, at most 30000. */
  readonly timeoutMilliseconds?: number;
}

export interface RevocationListOptions {
  /** Where the list is. Default: as the issuer's metadata announce it. */
  readonly uri?: string;
  /** No token is accepted on a list older than this, in seconds, unless `whenUnavailable` says so. Default 300, at least 1. */
  readonly maximumAgeSeconds?: number;
  /**
   * What happens to tokens when it is older: `refuse` answers 503 with `Retry-After`; `accept` goes on.
   * Danger of `accept`: whoever can keep the list from this API can use a revoked token until it expires. Default `refuse`.
   */
  readonly whenUnavailable?: "refuse" | "accept";
  /** Milliseconds between two polls while tokens are being verified. Default 750: with a cache of one second on the way, under 2 s. */
  readonly pollMilliseconds?: number;
}

/** Each of these accepts what RFC 9068 forbids. Use only what your issuer makes necessary, and read the danger beside it. */
export interface Relaxations {
  /**
   * Further values of the header's `typ`; `missing` is a header without it (Amazon Cognito). Auth0, Keycloak and Hydra send `JWT`.
   * Danger: other tokens of the same issuer for the same audience, ID tokens above all, are then taken for access tokens. Tell them
   * apart with `requiredClaims`, for example `{ token_use: "access" }` (Cognito) or `{ typ: "Bearer" }` (Keycloak).
   */
  readonly types?: readonly ("JWT" | "missing")[];
  /**
   * Claims that may be missing. Dangers: without `aud` (Cognito) a token for any other API of the issuer is accepted, so use
   * `requiredClaims` or scopes that only this API has; without `jti` (Auth0) a single token cannot be revoked; without `client_id` or
   * `sub` the API cannot tell who calls; without `iat` a token from the future is not noticed.
   */
  readonly optionalClaims?: readonly OptionalClaim[];
  /**
   * Claims that name the client, in this order. Default `["client_id"]`; Auth0 sends `azp`, Okta `cid`.
   * Danger: `azp` also stands in tokens of users; then the client named here is not the one who acts.
   */
  readonly clientIdClaims?: readonly string[];
  /**
   * Claims that hold the scopes, in this order. Default `["scope"]`; Hydra sends `scp`.
   * Danger: a claim that users can set themselves would let them choose their scopes.
   */
  readonly scopeClaims?: readonly string[];
  /** Accepts scopes as an array of strings (Hydra). Danger: none known; RFC 9068 §2.2.3 has them as one string. Default false. */
  readonly acceptScopeArrays?: boolean;
  /**
   * Accepts an issuer, key set and list at `http` addresses off this machine.
   * Danger: whoever is on the way can put their own keys in and sign their own tokens. For closed networks in development. Default false.
   */
  readonly allowInsecureHttp?: boolean;
}
