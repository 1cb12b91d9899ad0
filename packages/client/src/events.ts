import { builtinModule } from "./runtime.ts";
import type { TokenErrorCode } from "./token-error.ts";

/** What `celitech-auth:request:*` carries. Start and end of one request get the same object: hang a span on it. */
export interface TokenRequestEvent {
  readonly tokenUrl: string;
  readonly scope: string | undefined;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Set at the end: how long it took, in milliseconds. */
  durationMs?: number;
  /** Set by `request:end`: the lifetime that the server gave, in seconds. */
  lifetimeSeconds?: number;
  /** Set by `request:error`. */
  code?: TokenErrorCode;
  status?: number | undefined;
  error?: string | undefined;
}

/**
 * The channels of `node:diagnostics_channel` that the client publishes on, each as `celitech-auth:NAME`, and what they carry.
 * No event holds a secret or a token. A channel without a subscriber costs one property read.
 */
export interface ClientEvents {
  "request:start": TokenRequestEvent;
  "request:end": TokenRequestEvent;
  "request:error": TokenRequestEvent;
  /** A cached token was handed out. */
  "cache:hit": { readonly scope: string | undefined };
  /** A caller waits for a token. */
  "cache:miss": { readonly scope: string | undefined };
  /** A cached token was handed out in its soft window. */
  "cache:stale": { readonly scope: string | undefined };
  invalidate: { readonly scope: string | undefined; readonly reason: "rejected" | "credentials_changed" };
  "background:fail": { readonly scope: string | undefined; readonly code: TokenErrorCode | undefined };
  "credentials:changed": { readonly clientId: string };
  /** A read failed; the credentials of an earlier read go on being used. */
  "credentials:error": { readonly message: string };
  /** An operation of the shared store failed or took too long, and counts as a miss. */
  "store:error": { readonly operation: string; readonly message: string };
  /** The server's answer departs from the standard in a way that the client puts up with. */
  warning: { readonly tokenUrl: string; readonly message: string };
}

interface Channel<Message> {
  readonly hasSubscribers: boolean;
  publish(message: Message): void;
}

const silent: Channel<unknown> = { hasSubscribers: false, publish: () => {} };
const diagnostics = builtinModule("node:diagnostics_channel");

const names = [
  "request:start",
  "request:end",
  "request:error",
  "cache:hit",
  "cache:miss",
  "cache:stale",
  "invalidate",
  "background:fail",
  "credentials:changed",
  "credentials:error",
  "store:error",
  "warning",
] as const satisfies readonly (keyof ClientEvents)[];

export const events = Object.fromEntries(
  names.map((name) => [name, diagnostics?.channel(`celitech-auth:${name}`) ?? silent]),
) as { readonly [Name in keyof ClientEvents]: Channel<ClientEvents[Name]> };

/** Counts since the client was made; a client and its views count together. */
export interface ClientStats {
  /** Calls answered from memory. */
  hits: number;
  /** Those of them in the soft window of their token. */
  staleHits: number;
  /** Calls that had to wait for a token. */
  misses: number;
  /** Requests sent to the token endpoint, each attempt counted. */
  tokenRequests: number;
  /** Those of them that brought no token. */
  tokenRequestFailures: number;
  /** Renewals behind a cached token that failed. */
  backgroundFailures: number;
  /** Tokens dropped because an API refused them. */
  invalidations: number;
  /** Times a credential read brought other credentials than the last. */
  credentialChanges: number;
  /** Tokens found in the shared store. */
  storeHits: number;
  /** Store operations that failed or took too long. */
  storeErrors: number;
}

export function zeroStats(): ClientStats {
  return {
    hits: 0,
    staleHits: 0,
    misses: 0,
    tokenRequests: 0,
    tokenRequestFailures: 0,
    backgroundFailures: 0,
    invalidations: 0,
    credentialChanges: 0,
    storeHits: 0,
    storeErrors: 0,
  };
}
