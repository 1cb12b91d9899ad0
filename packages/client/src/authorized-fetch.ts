import { type AccessToken, authorizationOf } from "./access-token.ts";
import type { GetTokenOptions } from "./options.ts";
import type { Settings } from "./settings.ts";
import { TokenError } from "./token-error.ts";

type FetchInput = string | URL | Request;
type Body = NonNullable<RequestInit["body"]>;

/** What is needed of a client. */
interface TokenSource {
  getToken(options?: GetTokenOptions): Promise<AccessToken>;
  invalidate(token: AccessToken): boolean;
}

/** A request that can be sent, and perhaps sent again. */
interface Outgoing {
  readonly input: FetchInput;
  readonly init: RequestInit;
  readonly headers: Headers;
  readonly url: URL;
  /** False: its body is a stream, which is gone once it is sent. */
  readonly isRepeatable: boolean;
}

/**
 * `fetch` with the token of `client`. A request that brings its own Authorization header goes out as it is. When the API refuses the
 * token (RFC 6750 §3.1), a new one is asked for, within the policy, and the request is sent once more if its body allows it. On
 * a redirect to another origin the Fetch standard takes the header off.
 *
 * Throws a TokenError `origin_not_allowed` before anything is sent, those of `getToken`, and what `fetch` itself throws.
 */
export async function authorizedFetch(
  client: TokenSource,
  settings: Settings,
  input: FetchInput,
  init: RequestInit = {},
): Promise<Response> {
  const outgoing = prepare(input, init);
  if (outgoing.headers.has("authorization")) return settings.fetch(input, init);
  checkOrigin(outgoing.url, settings);
  const signal = init.signal ?? (input instanceof Request ? input.signal : undefined);
  const token = await client.getToken({ signal });
  const response = await send(outgoing, authorizationOf(token), settings);
  if (!isTokenRefusal(response, outgoing.url) || !client.invalidate(token) || !outgoing.isRepeatable) return response;
  const renewed = await client.getToken({ signal }).catch((error: unknown) => {
    // The API's own answer says more than that no other token could be had; a caller who gave up gets the reason.
    if (signal?.aborted) throw error;
    return undefined;
  });
  if (!renewed) return response;
  await response.body?.cancel();
  return send(outgoing, authorizationOf(renewed), settings);
}

function prepare(input: FetchInput, init: RequestInit): Outgoing {
  const request = input instanceof Request ? input : undefined;
  const headers = new Headers(init.headers ?? request?.headers);
  const url = new URL(request?.url ?? String(input));
  if (!init.body) return { input, init, headers, url, isRepeatable: !request?.body };
  const body = snapshot(init.body);
  return { input, init: { ...init, body: body ?? init.body }, headers, url, isRepeatable: body !== undefined };
}

/**
 * A copy that stays the same until the request is sent again, whatever the caller does with the original; undefined for a stream and
 * other things that can be read once.
 */
function snapshot(body: Body): Body | undefined {
  if (typeof body === "string" || body instanceof Blob) return body;
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return new Blob([body as Uint8Array<ArrayBuffer>]);
  if (body instanceof URLSearchParams) return new URLSearchParams(body);
  if (!(body instanceof FormData)) return undefined;
  const form = new FormData();
  for (const [name, value] of body) form.append(name, value);
  return form;
}

function checkOrigin(url: URL, settings: Settings): void {
  if (settings.origins.has(url.origin)) return;
  const allowed = [...settings.origins].join(", ") || "none";
  const message = `no token is sent to ${url.origin}: origins (the option, or CELITECH_API_ORIGINS) allows ${allowed}`;
  throw new TokenError("origin_not_allowed", message);
}

function send({ input, init, headers }: Outgoing, authorization: string, settings: Settings): Promise<Response> {
  const authorized = new Headers(headers);
  authorized.set("authorization", authorization);
  return settings.fetch(input, { ...init, headers: authorized });
}

/** True when a 401 is about the token that we sent: to that origin, and with a Bearer challenge or none at all. */
function isTokenRefusal(response: Response, url: URL): boolean {
  if (response.status !== 401) return false;
  if (response.redirected && new URL(response.url).origin !== url.origin) return false;
  const challenge = response.headers.get("www-authenticate");
  if (challenge === null) return true;
  const isBearer = /(?:^|,)\s*bearer(?:\s|,|$)/i.test(challenge.replace(/"(?:[^"\\]|\\.)*"/g, '""'));
  return isBearer && !/\berror\s*=\s*"?insufficient_scope\b/i.test(challenge);
}
