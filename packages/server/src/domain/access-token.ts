import type { ClaimValue, Client } from "./client.ts";
import type { ClientSecret } from "./client-secret.ts";
import type { Resource } from "./resource.ts";
import { formatScope } from "./scope.ts";

/** The claims of RFC 9068 §2.2, and three of ours on which revocation stands. */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly sub: string;
  readonly client_id: string;
  readonly aud: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  readonly scope: string | undefined;
  /** The organization that the client belongs to. */
  readonly org_id: string;
  /** The public id of the secret that was used. */
  readonly cred: string;
  /** The client's generation. */
  readonly gen: number;
  readonly [extra: string]: ClaimValue | undefined;
}

export interface AccessTokenFacts {
  readonly issuer: string;
  readonly client: Client;
  readonly secret: ClientSecret;
  readonly resource: Resource;
  readonly scopes: readonly string[];
  readonly lifetimeSeconds: number;
  /** Milliseconds. */
  readonly now: number;
  readonly tokenId: string;
}

/** Reserved claims come last, so that nothing that an operator stored overrides one. */
export function accessTokenClaims(facts: AccessTokenFacts): AccessTokenClaims {
  const issuedAt = Math.floor(facts.now / 1_000);
  const claims = {
    iss: facts.issuer,
    sub: facts.client.id,
    client_id: facts.client.id,
    aud: facts.resource.audience,
    iat: issuedAt,
    exp: issuedAt + facts.lifetimeSeconds,
    jti: facts.tokenId,
    scope: facts.scopes.length > 0 ? formatScope(facts.scopes) : undefined,
    org_id: facts.client.organizationId,
    cred: facts.secret.id,
    gen: facts.client.generation,
  };
  const extra = facts.client.claims;
  return Object.keys(extra).length === 0 ? claims : { ...extra, ...claims };
}
