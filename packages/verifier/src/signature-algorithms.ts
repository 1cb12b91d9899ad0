import { constants, createVerify, type KeyObject, type VerifyKeyObjectInput, verify } from "node:crypto";

interface AlgorithmKind {
  readonly keyType: "EC" | "RSA" | "OKP";
  /** The curve of RFC 7518 §6.2.1.1 or RFC 8037 §2. */
  readonly curve?: string;
  readonly hash: "sha256" | "sha384" | "sha512" | null;
  /** Of RFC 7518 §3.4 and RFC 8032: any other length is refused before any mathematics. An RSA signature is as long as its key. */
  readonly signatureBytes?: number;
  readonly pssSaltBytes?: number;
}

const ALGORITHM_KINDS = {
  ES256: { keyType: "EC", curve: "P-256", hash: "sha256", signatureBytes: 64 },
  ES384: { keyType: "EC", curve: "P-384", hash: "sha384", signatureBytes: 96 },
  ES512: { keyType: "EC", curve: "P-521", hash: "sha512", signatureBytes: 132 },
  RS256: { keyType: "RSA", hash: "sha256" },
  RS384: { keyType: "RSA", hash: "sha384" },
  RS512: { keyType: "RSA", hash: "sha512" },
  PS256: { keyType: "RSA", hash: "sha256", pssSaltBytes: 32 },
  PS384: { keyType: "RSA", hash: "sha384", pssSaltBytes: 48 },
  PS512: { keyType: "RSA", hash: "sha512", pssSaltBytes: 64 },
  EdDSA: { keyType: "OKP", curve: "Ed25519", hash: null, signatureBytes: 64 },
  Ed25519: { keyType: "OKP", curve: "Ed25519", hash: null, signatureBytes: 64 },
} as const satisfies Record<string, AlgorithmKind>;

/** The `alg` values this package can verify (RFC 7518 §3.1, RFC 8037, RFC 9864). `none` and `HS…` are not among them, nor can they be. */
export type SignatureAlgorithm = keyof typeof ALGORITHM_KINDS;

export const SIGNATURE_ALGORITHMS = Object.keys(ALGORITHM_KINDS) as readonly SignatureAlgorithm[];

/** Answers whether a signature (base64url) over a signed text (ASCII) is good. Never throws. */
export type SignatureCheck = (signed: string, signature: string) => boolean;

export function isSignatureAlgorithm(name: unknown): name is SignatureAlgorithm {
  return typeof name === "string" && Object.hasOwn(ALGORITHM_KINDS, name);
}

/** The only algorithm that a key without `alg` is used with: one key, one algorithm (RFC 8725 §3.1). */
export function defaultAlgorithm(keyType: unknown, curve: unknown): SignatureAlgorithm | undefined {
  return SIGNATURE_ALGORITHMS.find((name) => isKeyFor(name, keyType, curve));
}

export function isKeyFor(algorithm: SignatureAlgorithm, keyType: unknown, curve: unknown): boolean {
  const kind: AlgorithmKind = ALGORITHM_KINDS[algorithm];
  return kind.keyType === keyType && (kind.curve === undefined || kind.curve === curve);
}

export function signatureCheck(algorithm: SignatureAlgorithm, key: KeyObject): SignatureCheck {
  const kind: AlgorithmKind = ALGORITHM_KINDS[algorithm];
  const signatureBytes = kind.signatureBytes ?? Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
  const isGood = bytesCheck(kind.hash, keyInput(kind, key));
  return (signed, signature) => {
    const bytes = Buffer.from(signature, "base64url");
    if (bytes.length !== signatureBytes) return false;
    try {
      return isGood(signed, bytes);
    } catch {
      return false;
    }
  };
}

// `createVerify` costs a little less than the one-shot `verify`, which alone can do without a hash.
function bytesCheck(hash: AlgorithmKind["hash"], input: KeyObject | VerifyKeyObjectInput) {
  if (hash === null)
    return (signed: string, bytes: Buffer) => verify(null, Buffer.from(signed, "latin1"), input, bytes);
  return (signed: string, bytes: Buffer) => createVerify(hash).update(signed, "latin1").verify(input, bytes);
}

function keyInput(kind: AlgorithmKind, key: KeyObject): KeyObject | VerifyKeyObjectInput {
  if (kind.keyType === "EC") return { key, dsaEncoding: "ieee-p1363" };
  if (kind.pssSaltBytes === undefined) return key;
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: kind.pssSaltBytes };
}
