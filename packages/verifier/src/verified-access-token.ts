import { type Claims, type ClaimsPolicy, clientIdOf, scopesOf } from "./access-token-claims.ts";

/** What an API learns from an access token that passed every check. Frozen, all the way down: one request cannot change the next. */
export interface VerifiedAccessToken {
  /** The client the token was issued to (`client_id`, RFC 9068 §2.2). Empty only where a relaxation allows tokens without one. */
  readonly clientId: string;
  /** The organization the client belongs to (`org_id`), if the issuer says so. */
  readonly organizationId: string | undefined;
  /** The granted scopes, exact and case-sensitive (RFC 6749 §3.3); empty when the token has none. */
  readonly scopes: readonly string[];
  /** `sub`; for client credentials the same as the client id. */
  readonly subject: string | undefined;
  /** `jti`, the name of this one token. */
  readonly tokenId: string | undefined;
  /** `exp`, in seconds since 1970. */
  readonly expiresAtSeconds: number;
  /** Every claim as the issuer sent it. */
  readonly claims: Claims;
}

/** Builds the result from claims that passed the checks, and freezes it. */
export function verifiedAccessToken(claims: Record<string, unknown>, policy: ClaimsPolicy): VerifiedAccessToken {
  return Object.freeze({
    clientId: textOf(clientIdOf(claims, policy)) ?? "",
    organizationId: textOf(claims["org_id"]),
    scopes: Object.freeze(scopesOf(claims, policy)),
    subject: textOf(claims["sub"]),
    tokenId: textOf(claims["jti"]),
    expiresAtSeconds: Number(claims["exp"]),
    claims: freezeDeeply(claims),
  });
}

/** Whether a token has every one of these scopes, compared whole. */
export function hasScopes(token: VerifiedAccessToken, scopes: readonly string[]): boolean {
  return scopes.every((scope) => token.scopes.includes(scope));
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

// Depth is bounded by the length of a token; JSON has no cycles.
function freezeDeeply(value: Record<string, unknown>): Claims {
  for (const name in value) {
    const member = value[name];
    if (typeof member === "object" && member !== null) freezeDeeply(member as Record<string, unknown>);
  }
  return Object.freeze(value);
}
