import type { Instant } from "../clock.ts";
import { decodeObject, splitCompactJws } from "../compact-jws.ts";
import type { VerificationKey } from "../key-set.ts";
import {
  parseRevocationListClaims,
  REVOCATION_LIST_TYPE,
  type RevocationListClaims,
} from "./revocation-list-claims.ts";

/** A head whose signature, type, issuer and time were found good. */
export interface RevocationListHead {
  readonly claims: RevocationListClaims;
  readonly signedBy: string;
}

export interface HeadExpectations {
  readonly issuer: string;
  readonly clockToleranceMilliseconds: number;
  /** @throws when the issuer does not publish the key */
  keyFor(kid: string): Promise<VerificationKey>;
}

/**
 * Judges the head of a revocation list.
 *
 * @throws Error with a constant message that says why it is not used.
 */
export async function verifyRevocationListHead(
  text: string,
  expected: HeadExpectations,
  now: Instant,
): Promise<RevocationListHead> {
  const segments = splitCompactJws(text.trim());
  const header = segments && decodeObject(segments.header);
  const payload = segments && decodeObject(segments.payload);
  if (!header || !payload) throw new Error("the list is not a JWS");
  const { typ, alg, kid, crit } = header;
  if (typ !== REVOCATION_LIST_TYPE) throw new Error("the list has another type");
  if (typeof kid !== "string" || crit !== undefined) throw new Error("the list has an unusable header");
  const key = await expected.keyFor(kid);
  if (key.algorithm !== alg || !key.isGoodSignature(segments.signed, segments.signature))
    throw new Error("the list's signature is invalid");
  const claims = parseRevocationListClaims(payload);
  if (claims === undefined) throw new Error("the list has malformed claims");
  if (claims.iss !== expected.issuer) throw new Error("the list comes from another issuer");
  if (claims.revoked_kids.includes(kid)) throw new Error("the list is signed by a key that it revokes");
  if (isHeadExpired(claims, expected, now)) throw new Error("the list has expired");
  return { claims, signedBy: kid };
}

export function isHeadExpired(claims: RevocationListClaims, expected: HeadExpectations, now: Instant): boolean {
  return now.latest >= claims.exp * 1000 + expected.clockToleranceMilliseconds;
}
