import { type JWSHeaderParameters, type JWTPayload, jwtVerify } from "jose";
import { SIGNING_ALGORITHMS } from "../domain/resource.ts";
import type { SigningKey } from "../domain/signing-key.ts";

/** What a token of ours says, its signature checked. */
export interface OwnAccessToken {
  readonly clientId: string;
  readonly tokenId: string;
  readonly audience: string;
  readonly scope: string | undefined;
  readonly organizationId: string;
  readonly credentialId: string;
  readonly generation: number;
  /** Seconds since 1970, like the next. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export interface OwnTokenExpectations {
  readonly issuer: string;
  /** Those that are published: what a dropped key signed is not ours any more. */
  readonly keys: readonly SigningKey[];
  /** Milliseconds. */
  readonly now: number;
}

/** Longer than any token of ours. */
const TOKEN_CHARACTERS_MAX = 8_192;

/** Reads a token that this service issued and that has not expired; undefined for any other text. */
export async function verifyAccessToken(
  token: string,
  { issuer, keys, now }: OwnTokenExpectations,
): Promise<OwnAccessToken | undefined> {
  if (token.length > TOKEN_CHARACTERS_MAX) return undefined;
  try {
    const { payload } = await jwtVerify(token, (header) => publicKeyFor(header, keys), {
      issuer,
      typ: "at+jwt",
      algorithms: [...SIGNING_ALGORITHMS],
      currentDate: new Date(now),
    });
    return readClaims(payload);
  } catch {
    return undefined;
  }
}

// A key is for one algorithm (RFC 8725 §3.1); the `kid` is nothing but a name to look up.
function publicKeyFor({ kid, alg }: JWSHeaderParameters, keys: readonly SigningKey[]): SigningKey["publicJwk"] {
  const key = keys.find((candidate) => candidate.kid === kid && candidate.algorithm === alg);
  if (key === undefined) throw new Error("not signed by a published key");
  return key.publicJwk;
}

function readClaims(claims: JWTPayload): OwnAccessToken | undefined {
  const { client_id, jti, aud, scope, org_id, cred, gen, iat, exp } = claims;
  if (!isText(client_id) || !isText(jti) || !isText(aud) || !isText(org_id) || !isText(cred)) return undefined;
  if (typeof gen !== "number" || iat === undefined || exp === undefined) return undefined;
  return {
    clientId: client_id,
    tokenId: jti,
    audience: aud,
    scope: isText(scope) ? scope : undefined,
    organizationId: org_id,
    credentialId: cred,
    generation: gen,
    issuedAt: iat,
    expiresAt: exp,
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
