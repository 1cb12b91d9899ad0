import type { VerifierErrorCode } from "./verifier-error.ts";

/** What of a request can carry a bearer token. */
export interface BearerRequest {
  /** The value of every `Authorization` line. */
  readonly authorization: readonly string[];
  /** The request target or URL; only its query is looked at. */
  readonly url: string;
}

export type BearerToken = { readonly token: string } | { readonly refusal: VerifierErrorCode };

const SCHEME_LENGTH = "Bearer ".length;

/**
 * Finds the token of a request (RFC 6750 §2.1). Exactly one `Authorization` line, scheme in any case. The query is no place for a token
 * (§2.3): one there is ignored, and beside a header it is the error of §2, more than one method.
 *
 * @param tokenBytesMax a longer header is refused without being looked at
 */
export function readBearerToken(request: BearerRequest, tokenBytesMax: number): BearerToken {
  const [header, second] = request.authorization;
  if (header === undefined) return { refusal: "token_missing" };
  if (second !== undefined) return { refusal: "request_malformed" };
  const start = header.slice(0, SCHEME_LENGTH).toLowerCase();
  if (start !== "bearer" && start !== "bearer ") return { refusal: "token_missing" };
  if (header.length > tokenBytesMax + SCHEME_LENGTH + 64) return { refusal: "token_too_long" };
  const token = header.slice(SCHEME_LENGTH).trim();
  if (token === "" || /\s/.test(token) || hasQueryToken(request.url)) return { refusal: "request_malformed" };
  return { token };
}

function hasQueryToken(url: string): boolean {
  const query = url.indexOf("?");
  return query >= 0 && new URLSearchParams(url.slice(query)).has("access_token");
}
