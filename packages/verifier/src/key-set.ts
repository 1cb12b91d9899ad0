import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import {
  defaultAlgorithm,
  isKeyFor,
  isSignatureAlgorithm,
  type SignatureAlgorithm,
  type SignatureCheck,
  signatureCheck,
} from "./signature-algorithms.ts";

/** A public key of the issuer. Cached verifications point at it, so that one write here ends them all. */
export interface VerificationKey {
  readonly kid: string;
  readonly algorithm: SignatureAlgorithm;
  readonly isGoodSignature: SignatureCheck;
  /** Over the public members: the same `kid` with other material is another key. */
  readonly fingerprint: string;
  /** `removed`: a later key set does not list it. `revoked`: the revocation list names it. Neither is ever trusted again. */
  state: "trusted" | "removed" | "revoked";
}

export type KeySet = ReadonlyMap<string, VerificationKey>;

export interface ParsedKeySet {
  readonly keys: KeySet;
  readonly ignoredKeys: number;
}

// A key set with more is not one that an issuer publishes; what is beyond is not looked at.
const KEYS_MAX = 100;
const KID_LENGTH_MAX = 256;
const RSA_BITS_MIN = 2048; // RFC 7518 §3.3
const RSA_BITS_MAX = 8192; // larger moduli would make every verification expensive
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
const PUBLIC_MEMBERS = ["kty", "crv", "x", "y", "n", "e"] as const;

/**
 * Reads a JWK Set (RFC 7517 §5). Keys that cannot be used to verify an access token are ignored, as §5 asks: unknown types, keys for
 * encryption, keys with private members (they have leaked), several keys that claim one `kid`.
 *
 * @returns undefined when the text is not a key set or holds no usable key: such an answer replaces nothing.
 */
export function parseKeySet(text: string, algorithms: ReadonlySet<SignatureAlgorithm>): ParsedKeySet | undefined {
  const listed = listedKeys(text);
  if (listed === undefined) return undefined;
  const keys = new Map<string, VerificationKey>();
  const ambiguous = new Set<string>();
  for (const jwk of listed.slice(0, KEYS_MAX)) {
    const key = verificationKey(jwk, algorithms);
    if (key === undefined) continue;
    const twin = keys.get(key.kid);
    if (twin !== undefined && twin.fingerprint !== key.fingerprint) ambiguous.add(key.kid);
    keys.set(key.kid, key);
  }
  for (const kid of ambiguous) keys.delete(kid);
  return keys.size === 0 ? undefined : { keys, ignoredKeys: listed.length - keys.size };
}

function listedKeys(text: string): readonly unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (!isRecord(parsed) || !Array.isArray(parsed["keys"])) return undefined;
    return parsed["keys"];
  } catch {
    return undefined;
  }
}

function verificationKey(jwk: unknown, algorithms: ReadonlySet<SignatureAlgorithm>): VerificationKey | undefined {
  if (!isRecord(jwk) || PRIVATE_MEMBERS.some((member) => Object.hasOwn(jwk, member))) return undefined;
  const { kid, alg = defaultAlgorithm(jwk["kty"], jwk["crv"]), use, key_ops: operations } = jwk;
  if (typeof kid !== "string" || kid === "" || kid.length > KID_LENGTH_MAX) return undefined;
  if (!isSignatureAlgorithm(alg) || !algorithms.has(alg) || !isKeyFor(alg, jwk["kty"], jwk["crv"])) return undefined;
  if (use !== undefined && use !== "sig") return undefined;
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes("verify"))) return undefined;
  const publicMembers = Object.fromEntries(PUBLIC_MEMBERS.map((member) => [member, jwk[member]]));
  const key = publicKey(publicMembers);
  if (key === undefined) return undefined;
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([alg, publicMembers]))
    .digest("base64url");
  return { kid, algorithm: alg, isGoodSignature: signatureCheck(alg, key), fingerprint, state: "trusted" };
}

function publicKey(publicMembers: Record<string, unknown>): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: publicMembers, format: "jwk" });
    const bits = key.asymmetricKeyDetails?.modulusLength;
    return bits !== undefined && (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX) ? undefined : key;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
