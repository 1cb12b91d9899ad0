import { isSignatureAlgorithm, type SignatureAlgorithm } from "./signature-algorithms.ts";
import type { VerifierErrorCode } from "./verifier-error.ts";

/** What of the JOSE header matters. Everything else (`jku`, `jwk`, `x5u`, `x5c`, …) is never looked at. */
export interface AccessTokenHeader {
  readonly algorithm: SignatureAlgorithm;
  readonly kid: string;
}

export interface HeaderPolicy {
  readonly algorithms: ReadonlySet<SignatureAlgorithm>;
  /** Accepted `typ` values in lower case, without `application/`; `undefined` stands for a header without `typ`. */
  readonly types: ReadonlySet<string | undefined>;
}

const KID_LENGTH_MAX = 256;

/** Judges the header of an access token (RFC 9068 §2.1 and §4, RFC 8725 §3.1 and §3.11) without any key. */
export function checkHeader(
  header: Readonly<Record<string, unknown>>,
  policy: HeaderPolicy,
): AccessTokenHeader | VerifierErrorCode {
  const { alg, kid, typ } = header;
  if (!isSignatureAlgorithm(alg) || !policy.algorithms.has(alg)) return "algorithm_refused";
  if (!policy.types.has(normalizedType(typ))) return "type_refused";
  // No extension is understood here, so every `crit` must be refused (RFC 7515 §4.1.11), and an unencoded payload with it (RFC 7797).
  if (header["crit"] !== undefined || header["b64"] !== undefined) return "token_malformed";
  if (typeof kid !== "string" || kid === "" || kid.length > KID_LENGTH_MAX) return "token_malformed";
  return { algorithm: alg, kid };
}

// Media types compare without case, and `application/` may be left out (RFC 7515 §4.1.9). The empty string is in no policy.
function normalizedType(typ: unknown): string | undefined {
  if (typ === undefined) return undefined;
  if (typeof typ !== "string") return "";
  if (typ === "at+jwt") return typ;
  return typ.toLowerCase().replace(/^application\//, "");
}
