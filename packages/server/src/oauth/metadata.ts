import { REVOCATION_LIST_METADATA_MEMBER } from "@celitech-auth/verifier/revocation-list";

/** RFC 8414 §2. `response_types_supported` is left out: there is no authorization endpoint, and an empty array is not allowed (§3.2). */
export interface AuthorizationServerMetadata {
  readonly issuer: string;
  readonly token_endpoint: string;
  readonly jwks_uri: string;
  readonly grant_types_supported: readonly ["client_credentials"];
  readonly token_endpoint_auth_methods_supported: readonly string[];
  readonly revocation_endpoint: string;
  readonly revocation_endpoint_auth_methods_supported: readonly string[];
  readonly introspection_endpoint: string;
  readonly introspection_endpoint_auth_methods_supported: readonly string[];
  /** RFC 9701 §7. */
  readonly introspection_signing_alg_values_supported: readonly string[];
  /** An extension, as §2 allows: where the signed list of what was revoked is. */
  readonly [REVOCATION_LIST_METADATA_MEMBER]: string;
}

export const KEY_SET_PATH = "/.well-known/jwks.json";
export const REVOCATION_PATH = "/oauth2/revoke";
export const INTROSPECTION_PATH = "/oauth2/introspect";
export const REVOCATION_LIST_PATH = "/oauth2/revocations";
const METADATA_PATH = "/.well-known/oauth-authorization-server";

const AUTHENTICATION_METHODS = ["client_secret_basic", "client_secret_post"] as const;

export interface MetadataFacts {
  readonly issuer: string;
  readonly tokenPath: string;
}

export function authorizationServerMetadata({ issuer, tokenPath }: MetadataFacts): AuthorizationServerMetadata {
  const { origin } = new URL(issuer); // the paths below are fixed, whatever the path of the issuer
  return {
    issuer,
    token_endpoint: origin + tokenPath,
    jwks_uri: origin + KEY_SET_PATH,
    grant_types_supported: ["client_credentials"],
    token_endpoint_auth_methods_supported: AUTHENTICATION_METHODS,
    revocation_endpoint: origin + REVOCATION_PATH,
    revocation_endpoint_auth_methods_supported: AUTHENTICATION_METHODS,
    introspection_endpoint: origin + INTROSPECTION_PATH,
    introspection_endpoint_auth_methods_supported: AUTHENTICATION_METHODS,
    introspection_signing_alg_values_supported: ["ES256"],
    [REVOCATION_LIST_METADATA_MEMBER]: origin + REVOCATION_LIST_PATH,
  };
}

/** RFC 8414 §3.1: the well-known part stands before the issuer's path. */
export function metadataPath(issuer: string): string {
  const path = new URL(issuer).pathname.replace(/\/$/, "");
  return METADATA_PATH + path;
}
