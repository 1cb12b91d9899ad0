/** Every way in which this package fails. Test the code, not the message and not `instanceof`. */
export type TokenErrorCode =
  /** An option or an environment variable is missing or wrong; the message names it. Thrown when the client is made. */
  | "invalid_option"
  /** The client runs in a browser, where a client secret can be read by anyone. */
  | "browser_refused"
  /** The credential source failed, and no credentials from an earlier read are at hand. */
  | "credentials_unavailable"
  /** The token endpoint refused: see `error` (RFC 6749 §5.2) and `status`. */
  | "token_request_denied"
  /** The token endpoint answered 408, 429 or 5xx on every attempt: see `retryAfterMs`. */
  | "token_endpoint_unavailable"
  /** No connection, a reset, no such host: see `cause`. */
  | "token_endpoint_unreachable"
  /** The token endpoint did not answer in time; `cause.name` is `TimeoutError`. */
  | "timeout"
  /** The token endpoint answered with a redirect, which is never followed: it would carry the secret elsewhere. */
  | "redirected"
  /** The answer is not the JSON of RFC 6749 §5.1. */
  | "invalid_token_response"
  /** The answer is longer than 1 MiB. */
  | "response_too_large"
  /** The token had already ended, its margin counted, when it arrived. */
  | "expired_on_arrival"
  /** `fetch` was asked to send a token to an origin that is not configured. */
  | "origin_not_allowed";

export interface TokenErrorDetails {
  readonly status?: number | undefined;
  readonly error?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly attempts?: number | undefined;
  readonly cause?: unknown;
}

/** The one error class of this package. No message, field or cause of it holds a secret or a token. */
export class TokenError extends Error {
  override readonly name = "TokenError";
  readonly code: TokenErrorCode;
  /** The HTTP status of the token endpoint's answer, when there was one. */
  readonly status: number | undefined;
  /** The registered error code of the token endpoint's answer, `invalid_client` for instance (RFC 6749 §5.2). */
  readonly error: string | undefined;
  /** How long the token endpoint asked to wait (`Retry-After`), in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** How many requests were sent; 0 when none was. */
  readonly attempts: number;

  constructor(code: TokenErrorCode, message: string, details: TokenErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.status = details.status;
    this.error = details.error;
    this.retryAfterMs = details.retryAfterMs;
    this.attempts = details.attempts ?? 0;
  }
}

export function optionError(message: string): TokenError {
  return new TokenError("invalid_option", message);
}

/** A message or description keeps at most this many characters: enough to read, too little to flood a log. */
const textLengthMax = 300;

/** Text from outside, fit for an error: printable ASCII, short, and without any of `secrets`. */
export function safeText(text: string, secrets: readonly string[]): string {
  let safe = text;
  for (const secret of secrets) if (secret !== "") safe = safe.replaceAll(secret, "[redacted]");
  return safe.replace(/[^\x20-\x7e]+/g, " ").slice(0, textLengthMax);
}

/**
 * What may be kept of an error that somebody else threw: its name, message and code. The object itself may carry a request
 * with its headers, as the errors of several HTTP clients do.
 */
export function safeCause(thrown: unknown, secrets: readonly string[]): Error {
  if (!(thrown instanceof Error)) return new Error(safeText(String(thrown), secrets));
  const inner = thrown.cause instanceof Error ? thrown.cause : thrown;
  const text = inner === thrown ? thrown.message : `${thrown.message}: ${inner.message}`;
  const { code } = inner as { readonly code?: unknown };
  return Object.assign(new Error(safeText(text, secrets)), { name: thrown.name }, typeof code === "string" && { code });
}
