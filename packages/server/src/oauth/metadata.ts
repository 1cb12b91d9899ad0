/** RFC 8414 §2. `response_types_supported` is left out: there is no authorization endpoint, and an empty array is not allowed (§3.2). */
export interface AuthorizationServerMetadata {
  readonly issuer: string;
  readonly token_endpoint: string;
  readonly jwks_uri: string;
  readonly grant_types_supported: readonly ["client_credentials"];
  readonly token_endpoint_auth_methods_supported: readonly string[];
}

export const KEY_SET_PATH = "/.well-known/jwks.json";
const METADATA_PATH = "/.well-known/oauth-authorization-server";

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
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
  };
}

/** RFC 8414 §3.1: the well-known part stands before the issuer's path. */
export function metadataPath(issuer: string): string {
  const path = new URL(issuer).pathname.replace(/\/$/, "");
  return METADATA_PATH + path;
}
