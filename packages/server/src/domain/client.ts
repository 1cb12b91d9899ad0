import type { ClientSecret, SecretDetails } from "./client-secret.ts";
import type { ClientId } from "./identifier.ts";

/**
 * How a client proves who it is (RFC 7591 §2 `token_endpoint_auth_method`). `client_secret` accepts its secret in the header and in the
 * body, as CELITECH's document and the official SDKs differ; the two RFC names restrict it to one.
 */
export const AUTHENTICATION_METHODS = [
  "client_secret",
  "client_secret_basic",
  "client_secret_post",
  "private_key_jwt",
] as const;
export type AuthenticationMethod = (typeof AUTHENTICATION_METHODS)[number];

/** `resource_server`: the credentials of an API, which may authenticate (to introspect) but get no token. */
export const CLIENT_KINDS = ["client", "resource_server"] as const;
export type ClientKind = (typeof CLIENT_KINDS)[number];

/** What the token endpoint knows of a client. */
export interface Client {
  readonly id: ClientId;
  readonly organizationId: string;
  readonly kind: ClientKind;
  readonly authenticationMethod: AuthenticationMethod;
  readonly isEnabled: boolean;
  /** Raised by disabling, deleting and ending all tokens; the claim `gen`. */
  readonly generation: number;
  readonly secrets: readonly ClientSecret[];
  readonly grants: readonly ResourceGrant[];
  /** Extra claims that the operator gave this client's tokens. */
  readonly claims: Readonly<Record<string, ClaimValue>>;
}

/** Which scopes of which resource a client may ask for. */
export interface ResourceGrant {
  readonly resourceId: string;
  /** The resource of a request that names none. */
  readonly isDefault: boolean;
  readonly scopes: readonly string[];
  /** What a request without `scope` gets (RFC 6749 §3.3). */
  readonly defaultScopes: readonly string[];
}

export type ClaimValue =
  | string
  | number
  | boolean
  | null
  | readonly ClaimValue[]
  | { readonly [name: string]: ClaimValue };

/** What people see of a client: the record above and who made it when. */
export interface ClientDetails extends Client {
  readonly name: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly lastUsedAt: number | undefined;
  readonly secrets: readonly SecretDetails[];
  /** Raised by every change that people make. */
  readonly version: number;
}
