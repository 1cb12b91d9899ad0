import type { Clock } from "./clock.ts";
import type { ClientCredentials, CredentialSource } from "./credentials.ts";
import type { BasicEncoding, ClientAuthMethod } from "./token-request.ts";
import type { TokenStore } from "./token-store.ts";

/** Which token is wanted. */
export interface TokenOptions {
  /** Scope tokens separated by spaces (RFC 6749 §3.3). Default: none, which leaves the scope to the server. */
  readonly scope?: string | undefined;
  /** The APIs the token is for, as absolute URIs (RFC 8707). Default: none. */
  readonly resource?: string | readonly string[] | undefined;
  /** The `audience` parameter that some servers know instead of `resource`. Default: none. */
  readonly audience?: string | undefined;
}

/** All options are checked when the client is made; a TokenError `invalid_option` names the one that is wrong. */
export interface ClientCredentialsOptions extends TokenOptions {
  /** Where the client id and secret come from. Default: `environmentCredentials()`. */
  readonly credentials?: CredentialSource | ClientCredentials | undefined;
  /**
   * The token endpoint: https, or http on a loopback address. Default: the environment variable CELITECH_TOKEN_URL, else
   * `https://auth.celitech.net/oauth2/token`.
   */
  readonly tokenUrl?: string | URL | undefined;
  /**
   * The origins that `fetch` may send tokens to. Default: the environment variable CELITECH_API_ORIGINS (separated by spaces
   * or commas), else `https://api.celitech.net` when the token URL is CELITECH's, else none.
   */
  readonly origins?: readonly (string | URL)[] | undefined;
  /** Where processes share tokens: `fileStore`, `redisStore`, or your own. Default: none. */
  readonly store?: TokenStore | undefined;
  /** How the client authenticates at the token endpoint. Default: `basic`. */
  readonly authMethod?: ClientAuthMethod | undefined;
  /** Default: `raw` when the token URL is CELITECH's, else `form`. They differ only for secrets with other than `[A-Za-z0-9._*-]`. */
  readonly basicEncoding?: BasicEncoding | undefined;
  /** Values of `token_type` that are accepted, in any case, and how they are written in the header. Default: `["Bearer"]`. */
  readonly tokenTypes?: readonly string[] | undefined;
  /** Sends token and API requests; must follow the Fetch standard. Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Default: the system's clocks. */
  readonly clock?: Clock | undefined;
  /** A number from 0 to 1, for jitter. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Keeps a serverless runtime awake for work behind an answer, such as `waitUntil` of `cloudflare:workers`. Default: none. */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
  /** Lets the client run where anyone can read its secret. Default: false. */
  readonly dangerouslyAllowBrowser?: boolean | undefined;
}

export interface GetTokenOptions {
  /** Ends the wait of this caller, who gets `signal.reason`; the request goes on for the others. */
  readonly signal?: AbortSignal | null | undefined;
  /** True: asks the token endpoint whatever is cached, also while an earlier refusal stands. Default: false. */
  readonly forceRefresh?: boolean | undefined;
}
