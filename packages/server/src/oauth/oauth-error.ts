import type { DenialReason } from "./denial.ts";

/** RFC 6749 §5.2, RFC 8707 §2; `temporarily_unavailable` and `server_error` from the same registry. */
export type OAuthErrorCode =
  | "invalid_request"
  | "invalid_client"
  | "invalid_grant"
  | "unauthorized_client"
  | "unsupported_grant_type"
  | "invalid_scope"
  | "invalid_target"
  | "temporarily_unavailable"
  | "server_error";

export interface OAuthError {
  readonly status: 400 | 401 | 404 | 405 | 408 | 413 | 429 | 431 | 500 | 503;
  readonly error: OAuthErrorCode;
  /** Only %x20-21 / %x23-5B / %x5D-7E (RFC 6749 §5.2), and nothing that the caller sent. */
  readonly description: string;
}

const CLIENT_REFUSED = { status: 401, error: "invalid_client", description: "Client authentication failed." } as const;

/** Rich inside, dull outside: all that the wire says about each reason. A reason without a line here does not compile. */
const OAUTH_ERRORS: { readonly [Reason in DenialReason]: OAuthError } = {
  media_type: invalidRequest("The body must be application/x-www-form-urlencoded."),
  charset: invalidRequest("The only charset of the body is UTF-8."),
  malformed_form: invalidRequest("The body is not well-formed application/x-www-form-urlencoded in UTF-8."),
  too_many_parameters: invalidRequest("The body holds too many parameters."),
  repeated_parameter: invalidRequest("A parameter is given more than once."),
  parameter_in_query: invalidRequest("Parameters belong in the body, never in the query of the URL."),
  repeated_authorization: invalidRequest("The Authorization header is given more than once."),
  authorization_too_long: invalidRequest("The Authorization header is too long."),
  several_mechanisms: invalidRequest("The request uses more than one mechanism to authenticate the client."),
  client_id_mismatch: invalidRequest("The client_id of the body is not that of the Authorization header."),
  grant_type_missing: invalidRequest("The parameter grant_type is missing."),
  audience_mismatch: invalidRequest("The parameters audience and resource differ."),
  token_missing: invalidRequest("The parameter token is missing."),

  no_credentials: CLIENT_REFUSED,
  malformed_credentials: CLIENT_REFUSED,
  unsupported_scheme: CLIENT_REFUSED,
  unsupported_assertion: CLIENT_REFUSED,
  unknown_client: CLIENT_REFUSED,
  wrong_secret: CLIENT_REFUSED,
  secret_expired: CLIENT_REFUSED,
  secret_revoked: CLIENT_REFUSED,
  client_disabled: CLIENT_REFUSED,
  method_not_allowed: CLIENT_REFUSED,

  unsupported_grant_type: badRequest("unsupported_grant_type", "The only grant type is client_credentials."),
  grant_not_allowed: badRequest("unauthorized_client", "This client may not use the grant type client_credentials."),
  scope_syntax: badRequest("invalid_scope", "The scope is malformed or too long."),
  scope_not_allowed: badRequest("invalid_scope", "The client may not ask for this scope at this resource."),
  several_resources: badRequest("invalid_target", "A token is for one resource: ask for one at a time."),
  resource_malformed: badRequest("invalid_target", "The resource must be an absolute URI without a fragment."),
  resource_not_allowed: badRequest("invalid_target", "The resource is unknown, or the client may not ask for it."),

  introspection_not_allowed: badRequest("unauthorized_client", "This client may not introspect tokens."),
  token_of_another_client: badRequest("invalid_grant", "The token is not one of this client."),

  too_many_attempts: {
    status: 429,
    error: "temporarily_unavailable",
    description: "Too many failed attempts. Try again after the time in Retry-After.",
  },
  too_many_revocations: {
    status: 429,
    error: "temporarily_unavailable",
    description: "Too many tokens were revoked one by one. Try again after the time in Retry-After.",
  },
  store_unavailable: {
    status: 503,
    error: "temporarily_unavailable",
    description: "The service is not available at the moment. Try again later.",
  },
};

/** Every reason, for whoever has to have words for each. */
export const DENIAL_REASONS = Object.keys(OAUTH_ERRORS) as readonly DenialReason[];

export function oauthError(reason: DenialReason): OAuthError {
  return OAUTH_ERRORS[reason];
}

function invalidRequest(description: string): OAuthError {
  return badRequest("invalid_request", description);
}

function badRequest(error: OAuthErrorCode, description: string): OAuthError {
  return { status: 400, error, description };
}
