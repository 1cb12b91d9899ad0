interface ErrorKind {
  readonly status: 400 | 401 | 403 | 500 | 503;
  readonly oauthError?: "invalid_request" | "invalid_token" | "insufficient_scope" | "temporarily_unavailable";
  readonly message: string;
}

// Rich inside, dull outside: every reason has a code of its own, and RFC 6750 §3.1 gives the few words that go over the wire.
const ERROR_KINDS = {
  token_missing: { status: 401, message: "An access token is required" },
  request_malformed: {
    status: 400,
    oauthError: "invalid_request",
    message: "The request does not carry exactly one well-formed bearer token",
  },
  token_too_long: { status: 401, oauthError: "invalid_token", message: "The access token is too long" },
  token_malformed: { status: 401, oauthError: "invalid_token", message: "The access token is malformed" },
  type_refused: { status: 401, oauthError: "invalid_token", message: "The token is not an access token" },
  algorithm_refused: {
    status: 401,
    oauthError: "invalid_token",
    message: "The access token is signed with an algorithm that is not accepted",
  },
  issuer_mismatch: { status: 401, oauthError: "invalid_token", message: "The access token comes from another issuer" },
  audience_mismatch: { status: 401, oauthError: "invalid_token", message: "The access token is for another audience" },
  claim_invalid: {
    status: 401,
    oauthError: "invalid_token",
    message: "The access token lacks a required claim or has an invalid one",
  },
  token_expired: { status: 401, oauthError: "invalid_token", message: "The access token has expired" },
  token_not_yet_valid: { status: 401, oauthError: "invalid_token", message: "The access token is not valid yet" },
  key_unknown: { status: 401, oauthError: "invalid_token", message: "The access token is signed with an unknown key" },
  signature_invalid: {
    status: 401,
    oauthError: "invalid_token",
    message: "The signature of the access token is invalid",
  },
  token_revoked: { status: 401, oauthError: "invalid_token", message: "The access token has been revoked" },
  scope_insufficient: {
    status: 403,
    oauthError: "insufficient_scope",
    message: "The access token lacks a scope that this request needs",
  },
  keys_unavailable: {
    status: 503,
    oauthError: "temporarily_unavailable",
    message: "The keys of the issuer cannot be had at the moment",
  },
  revocation_list_unavailable: {
    status: 503,
    oauthError: "temporarily_unavailable",
    message: "The revocation list of the issuer cannot be had at the moment",
  },
  configuration_invalid: { status: 500, message: "The verifier is not configured correctly" },
  internal_error: { status: 500, message: "The verifier failed" },
} as const satisfies Record<string, ErrorKind>;

/** Why a token or a request was refused. A closed set: test this, never the message. */
export type VerifierErrorCode = keyof typeof ERROR_KINDS;

/** What an error may carry besides its code. */
export interface VerifierErrorDetails {
  /** Seconds after which another try makes sense; becomes `Retry-After` (RFC 9110 §10.2.3). */
  readonly retryAfterSeconds?: number;
  /** The scopes that the request needs, space-delimited (RFC 6750 §3). */
  readonly scope?: string;
  /** A message about the configuration. Never text that came with a token. */
  readonly message?: string;
  readonly cause?: unknown;
}

/**
 * The one error this package throws. Nothing in it comes from a token: messages are constants, so that they can be logged and sent.
 *
 * `status` is the HTTP status that the middlewares answer with, `oauthError` the error code of RFC 6750 §3.1 that they send, if any.
 */
export class VerifierError extends Error {
  override readonly name = "VerifierError";
  readonly code: VerifierErrorCode;
  readonly status: ErrorKind["status"];
  readonly oauthError: ErrorKind["oauthError"] | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly scope: string | undefined;

  constructor(code: VerifierErrorCode, details: VerifierErrorDetails = {}) {
    const kind: ErrorKind = ERROR_KINDS[code];
    super(details.message ?? kind.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.status = kind.status;
    this.oauthError = kind.oauthError;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.scope = details.scope;
  }
}
