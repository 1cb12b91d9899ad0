import { VerifierError } from "./verifier-error.ts";

export interface ProtectedResourceOptions {
  /** The resource identifier: an `https` URL without fragment (RFC 9728 §1.2). Default: the verifier's first audience. */
  readonly resource?: string;
  readonly scopes?: readonly string[];
  /** A name for people. */
  readonly name?: string;
  /** A page for developers. */
  readonly documentationUrl?: string;
}

export interface ProtectedResourceMetadata {
  /** The address of the metadata: the well-known part goes before the resource's path (RFC 9728 §3.1). */
  readonly url: string;
  /** Its path, for the router. */
  readonly path: string;
  /** The document (§2), to be sent as `application/json`. */
  readonly document: Readonly<Record<string, unknown>>;
}

const WELL_KNOWN_PATH = "/.well-known/oauth-protected-resource";

/** @throws VerifierError `configuration_invalid` when the resource is not an absolute http(s) URL without fragment */
export function protectedResourceMetadata(
  issuer: string,
  audiences: readonly string[],
  options: ProtectedResourceOptions,
): ProtectedResourceMetadata {
  const resource = options.resource ?? audiences[0] ?? "";
  const url = URL.canParse(resource) ? new URL(resource) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || resource.includes("#"))
    throw new VerifierError("configuration_invalid", { message: "The option resource must be a URL without fragment" });
  const path = `${WELL_KNOWN_PATH}${url.pathname.replace(/\/$/, "")}`;
  const document = {
    resource,
    authorization_servers: [issuer],
    bearer_methods_supported: ["header"],
    // Members without a value, and lists without an element, are left out (§2, §3.2).
    ...(options.scopes === undefined || options.scopes.length === 0 ? {} : { scopes_supported: [...options.scopes] }),
    ...(options.name === undefined ? {} : { resource_name: options.name }),
    ...(options.documentationUrl === undefined ? {} : { resource_documentation: options.documentationUrl }),
  };
  return { url: `${url.origin}${path}${url.search}`, path, document: Object.freeze(document) };
}
