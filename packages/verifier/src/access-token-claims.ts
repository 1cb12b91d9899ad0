import type { VerifierErrorCode } from "./verifier-error.ts";

/** Claims of RFC 9068 §2.2 that tokens of some issuers lack. */
export type OptionalClaim = "sub" | "client_id" | "jti" | "iat" | "aud";

export interface ClaimsPolicy {
  readonly issuer: string;
  readonly audiences: ReadonlySet<string>;
  readonly clockToleranceMilliseconds: number;
  readonly optionalClaims: ReadonlySet<OptionalClaim>;
  readonly clientIdClaims: readonly string[];
  readonly scopeClaims: readonly string[];
  readonly acceptScopeArrays: boolean;
  readonly requiredClaims: ReadonlyMap<string, string | number | boolean>;
}

export type Claims = Readonly<Record<string, unknown>>;

// The last second of the year 9999: what lies beyond is a mistake or an attempt to make a token that never dies.
const NUMERIC_DATE_MAX = 253_402_300_799;
const AUDIENCES_MAX = 100;

/**
 * Judges the claims of an access token as RFC 9068 §4 asks, without any key.
 *
 * @param nowMilliseconds since 1970; a token is alive if and only if now < `exp` + tolerance.
 * @returns the reason to refuse it, or undefined.
 */
export function checkClaims(
  claims: Claims,
  policy: ClaimsPolicy,
  nowMilliseconds: number,
): VerifierErrorCode | undefined {
  if (claims["iss"] !== policy.issuer) return "issuer_mismatch";
  if (!isAudienceAccepted(claims["aud"], policy)) return "audience_mismatch";
  return checkTimes(claims, policy, nowMilliseconds) ?? checkNames(claims, policy);
}

/** The moment from which a token with these claims is dead, in milliseconds since 1970. */
export function deathMilliseconds(expiresAtSeconds: number, policy: ClaimsPolicy): number {
  return expiresAtSeconds * 1000 + policy.clockToleranceMilliseconds;
}

function isAudienceAccepted(audience: unknown, policy: ClaimsPolicy): boolean {
  if (typeof audience === "string") return policy.audiences.has(audience);
  if (audience === undefined) return policy.optionalClaims.has("aud");
  if (!Array.isArray(audience) || audience.length > AUDIENCES_MAX) return false;
  return audience.every(isNonEmptyString) && audience.some((name) => policy.audiences.has(name));
}

function checkTimes(claims: Claims, policy: ClaimsPolicy, now: number): VerifierErrorCode | undefined {
  const { exp, nbf, iat } = claims;
  const latestStart = now + policy.clockToleranceMilliseconds;
  if (!isNumericDate(exp)) return "claim_invalid";
  if (now >= deathMilliseconds(exp, policy)) return "token_expired";
  if (nbf !== undefined) {
    if (!isNumericDate(nbf)) return "claim_invalid";
    if (nbf * 1000 > latestStart) return "token_not_yet_valid";
  }
  if (iat === undefined) return policy.optionalClaims.has("iat") ? undefined : "claim_invalid";
  if (!isNumericDate(iat)) return "claim_invalid";
  return iat * 1000 > latestStart ? "token_not_yet_valid" : undefined;
}

function checkNames(claims: Claims, policy: ClaimsPolicy): VerifierErrorCode | undefined {
  if (!isNamed(claims["sub"], policy.optionalClaims.has("sub"))) return "claim_invalid";
  if (!isNamed(claims["jti"], policy.optionalClaims.has("jti"))) return "claim_invalid";
  if (!isNamed(clientIdOf(claims, policy), policy.optionalClaims.has("client_id"))) return "claim_invalid";
  if (policy.scopeClaims.some((name) => !isScope(claims[name], policy.acceptScopeArrays))) return "claim_invalid";
  for (const [name, value] of policy.requiredClaims) {
    if (!Object.hasOwn(claims, name) || claims[name] !== value) return "claim_invalid";
  }
  return undefined;
}

/** The first of the accepted claims that names the client. */
export function clientIdOf(claims: Claims, policy: ClaimsPolicy): unknown {
  for (const name of policy.clientIdClaims) if (claims[name] !== undefined) return claims[name];
  return undefined;
}

/** The scopes of a token whose claims passed {@link checkClaims}: exact, case-sensitive names (RFC 6749 §3.3). */
export function scopesOf(claims: Claims, policy: ClaimsPolicy): readonly string[] {
  for (const name of policy.scopeClaims) {
    const scope = claims[name];
    if (typeof scope === "string") {
      const parts = scope.split(" ");
      return parts.includes("") ? parts.filter((part) => part !== "") : parts;
    }
    if (Array.isArray(scope)) return [...scope];
  }
  return [];
}

function isScope(scope: unknown, acceptArrays: boolean): boolean {
  if (scope === undefined || typeof scope === "string") return true;
  return acceptArrays && Array.isArray(scope) && scope.every((name) => isNonEmptyString(name) && !name.includes(" "));
}

function isNamed(name: unknown, isOptional: boolean): boolean {
  return name === undefined ? isOptional : isNonEmptyString(name);
}

function isNonEmptyString(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isNumericDate(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= NUMERIC_DATE_MAX;
}
