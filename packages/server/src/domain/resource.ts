/** The algorithms that a resource's tokens can be signed with (RFC 7518 §3.1). */
export const SIGNING_ALGORITHMS = ["ES256", "RS256"] as const;
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** An API: what a token is for. RFC 8707 calls it resource, the token names it in `aud`. */
export interface Resource {
  readonly id: string;
  /** The absolute URI that clients send as `resource` and that APIs find in `aud`. Never changed. */
  readonly audience: string;
  readonly name: string;
  readonly signingAlgorithm: SigningAlgorithm;
  /** Seconds; undefined: the server's default. */
  readonly tokenLifetimeSeconds: number | undefined;
  readonly scopes: readonly ResourceScope[];
  readonly createdAt: number;
}

/** What people see of an API. */
export interface ResourceDetails extends Resource {
  readonly version: number;
}

export interface ResourceScope {
  readonly name: string;
  readonly description: string;
  /** Operators alone may let clients ask for it. */
  readonly isRestricted: boolean;
}

/** One year, RFC-free: a longer token is a password. Revoked entries and retired keys have to outlive every token. */
export const TOKEN_LIFETIME_SECONDS_MAX = 31_536_000;
export const AUDIENCE_CHARACTERS_MAX = 256;
/** Without quotes and backslashes: no URI holds them (RFC 3986 §2), and JSON would escape each with a second character. */
const URI_CHARACTERS = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

/** RFC 8707 §2: an absolute URI without a fragment. Returns it as it was written: `aud` is compared byte for byte. */
export function parseAudience(text: string): string | undefined {
  if (text.length > AUDIENCE_CHARACTERS_MAX || text.includes("#") || !URI_CHARACTERS.test(text)) return undefined;
  return URL.canParse(text) ? text : undefined;
}
