import type { ClientCredentials } from "./credentials.ts";
import { TokenError } from "./token-error.ts";

/** Which token is wanted: what the body of the request says beside the grant type. */
export interface TokenKey {
  /** One text for equal keys, whatever the order in which scopes and resources were given. */
  readonly id: string;
  /** Scope tokens in order, without duplicates; undefined for none. */
  readonly scope: string | undefined;
  readonly resources: readonly string[];
  readonly audience: string | undefined;
}

/** How the client authenticates (RFC 6749 §2.3.1): in the Authorization header, or in the body. */
export type ClientAuthMethod = "basic" | "post";

/** `form`: identifier and secret are form-encoded before BASE64 (RFC 6749 §2.3.1). `raw`: they are not, as CELITECH documents it. */
export type BasicEncoding = "form" | "raw";

export interface TokenRequestParts {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The request of RFC 6749 §4.4.2, without sending it. */
export function buildTokenRequest(
  key: TokenKey,
  credentials: ClientCredentials,
  method: ClientAuthMethod,
  encoding: BasicEncoding,
): TokenRequestParts {
  const form = new URLSearchParams({ grant_type: "client_credentials" });
  const headers: Record<string, string> = {
    Accept: "application/json",
    "Content-Type": "application/x-www-form-urlencoded",
  };
  if (method === "basic") headers["Authorization"] = `Basic ${basicCredentials(credentials, encoding)}`;
  else {
    form.set("client_id", credentials.clientId);
    form.set("client_secret", credentials.clientSecret);
  }
  if (key.scope !== undefined) form.set("scope", key.scope);
  for (const resource of key.resources) form.append("resource", resource);
  if (key.audience !== undefined) form.set("audience", key.audience);
  return { headers, body: form.toString() };
}

/** Every text in which a request carries the secret, for taking them out of what the server or the network says. */
export function secretForms(credentials: ClientCredentials): readonly string[] {
  const { clientSecret } = credentials;
  const encodings: readonly BasicEncoding[] = credentials.clientId.includes(":") ? ["form"] : ["raw", "form"];
  const basics = encodings.map((encoding) => basicCredentials(credentials, encoding));
  return [...basics, formEncode(clientSecret), encodeURIComponent(clientSecret), clientSecret];
}

function basicCredentials({ clientId, clientSecret }: ClientCredentials, encoding: BasicEncoding): string {
  if (encoding === "form") return base64(`${formEncode(clientId)}:${formEncode(clientSecret)}`);
  if (!clientId.includes(":")) return base64(`${clientId}:${clientSecret}`);
  const message = "a client id with a colon needs basicEncoding form";
  throw new TokenError("invalid_option", message);
}

function formEncode(text: string): string {
  return new URLSearchParams({ "": text }).toString().slice(1);
}

function base64(text: string): string {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
}
