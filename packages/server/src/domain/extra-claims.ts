import type { ClaimValue } from "./client.ts";

/** Claims that the server makes or that RFC 7519, 9068 and 7800 give a meaning: an operator's claim never overrides one. */
const RESERVED_CLAIMS: ReadonlySet<string> = new Set([
  "iss",
  "sub",
  "aud",
  "exp",
  "nbf",
  "iat",
  "jti",
  "client_id",
  "scope",
  "org_id",
  "cred",
  "gen",
  "cnf",
  "act",
  "may_act",
  "events",
  "roles",
  "groups",
  "entitlements",
  "auth_time",
  "acr",
  "amr",
  "azp",
  "nonce",
  "sid",
  "name",
  "email",
  "email_verified",
  "phone_number",
  "preferred_username",
  "__proto__",
  "constructor",
  "prototype",
]);
/** Bytes of JSON for all of a client's claims: with the longest issuer, ids, audience and scope, a token stays below 4 KiB. */
export const CLAIMS_BYTES_MAX = 640;

/** The first thing that is wrong with claims that an operator wants in a client's tokens, or undefined. */
export function extraClaimsProblem(claims: Readonly<Record<string, ClaimValue>>): string | undefined {
  const reserved = Object.keys(claims).find((name) => RESERVED_CLAIMS.has(name));
  if (reserved !== undefined) return `the claim ${reserved} is reserved`;
  const bytes = Buffer.byteLength(JSON.stringify(claims));
  return bytes > CLAIMS_BYTES_MAX ? `the claims take ${bytes} bytes, at most ${CLAIMS_BYTES_MAX} fit` : undefined;
}

/** The claims of a stored client. What is reserved is left out, whoever wrote it there and past whichever check. */
export function withoutReservedClaims(
  claims: Readonly<Record<string, ClaimValue>>,
): Readonly<Record<string, ClaimValue>> {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !RESERVED_CLAIMS.has(name)));
}
