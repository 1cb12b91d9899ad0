import type { Moment } from "./clock.ts";
import type { ClientCredentials } from "./credentials.ts";
import type { Grant } from "./request-token.ts";
import type { TokenKey } from "./token-request.ts";
import { isHeaderSafe } from "./token-response.ts";
import type { StoredEntry } from "./token-store.ts";

/** A token as a shared store holds it. What remains of its lifetime is the store's to say. */
interface SharedToken {
  readonly accessToken: string;
  readonly tokenType: string;
  readonly scope?: string | undefined;
  readonly lifetimeSeconds: number;
}

/** The name of a token in a shared store: another secret, another name. */
export async function sharedName(tokenUrl: string, key: TokenKey, credentials: ClientCredentials): Promise<string> {
  const text = JSON.stringify(["celitech-auth 1", tokenUrl, key.id, credentials.clientId, credentials.clientSecret]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const base64 = btoa(String.fromCodePoint(...new Uint8Array(digest)));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function writeSharedToken({ accessToken, tokenType, scope, lifetimeSeconds }: Grant): string {
  return JSON.stringify({ accessToken, tokenType, scope, lifetimeSeconds } satisfies SharedToken);
}

/** The token in an entry that was read at `start`; undefined when the entry is none of ours. */
export function readSharedToken(entry: StoredEntry, start: Moment): (Grant & { remainingMs: number }) | undefined {
  const token = parseSharedToken(entry.value);
  if (!token) return undefined;
  const remainingMs = Math.min(entry.remainingMs, token.lifetimeSeconds * 1000);
  return { ...token, scope: token.scope, warnings: [], start, remainingMs };
}

function parseSharedToken(text: string): SharedToken | undefined {
  try {
    const value = JSON.parse(text) as Partial<SharedToken> | null;
    const { accessToken, tokenType, scope, lifetimeSeconds } = value ?? {};
    if (typeof accessToken !== "string" || !isHeaderSafe(accessToken)) return undefined;
    if (typeof tokenType !== "string" || typeof lifetimeSeconds !== "number") return undefined;
    return { accessToken, tokenType, scope: typeof scope === "string" ? scope : undefined, lifetimeSeconds };
  } catch {
    return undefined;
  }
}
