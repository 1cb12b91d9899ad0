import { AWKWARD_SECRET } from "./fixtures.ts";
import { json, type RawAnswer } from "./raw-http.ts";
import type { RunningServer } from "./running-server.ts";
import { basicHeader, type TokenRequest } from "./token-request.ts";

export const REVOKE = "/oauth2/revoke";
export const INTROSPECT = "/oauth2/introspect";

/** A token of a client, by default of the one with the awkward secret. */
export async function issue(server: RunningServer, id = "c2", secret = AWKWARD_SECRET, form = {}): Promise<string> {
  const parameters = { grant_type: "client_credentials", ...form };
  const answer = await server.request({ authorization: basicHeader(id, secret), form: parameters });
  const { access_token } = json(answer);
  if (typeof access_token !== "string") throw new Error(`no token: ${answer.body}`);
  return access_token;
}

/** Sends a token to one of the endpoints that take one. */
export function present(
  server: RunningServer,
  path: string,
  [id, secret]: readonly [id: string, secret: string],
  token: string,
  extras: Omit<TokenRequest, "form" | "path"> & { readonly form?: Readonly<Record<string, string>> } = {},
): Promise<RawAnswer> {
  const { form = {}, ...rest } = extras;
  return server.request({ authorization: basicHeader(id, secret), ...rest, path, form: { token, ...form } });
}

/** The same token with another part, whatever it was signed with. */
export function forge(token: string, part: 0 | 1 | 2, change: (decoded: string) => string): string {
  const parts = token.split(".");
  const decoded = Buffer.from(parts[part] ?? "", "base64url").toString("latin1");
  parts[part] = Buffer.from(change(decoded), "latin1").toString("base64url");
  return parts.join(".");
}
