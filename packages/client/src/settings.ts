import { type Clock, systemClock } from "./clock.ts";
import type { CredentialSource } from "./credentials.ts";
import { environmentCredentials } from "./environment-credentials.ts";
import { checkOptions } from "./option-checks.ts";
import type { ClientCredentialsOptions, TokenOptions } from "./options.ts";
import { environment, isBrowser, isWorkers } from "./runtime.ts";
import { optionError, TokenError } from "./token-error.ts";
import type { BasicEncoding, ClientAuthMethod, TokenKey } from "./token-request.ts";
import type { TokenStore } from "./token-store.ts";

const celitechTokenUrl = "https://auth.celitech.net/oauth2/token";
const celitechApiOrigin = "https://api.celitech.net";

/** The options, checked and with their defaults. */
export interface Settings {
  readonly credentials: CredentialSource;
  readonly tokenUrl: string;
  readonly origins: ReadonlySet<string>;
  readonly store: TokenStore | undefined;
  readonly authMethod: ClientAuthMethod;
  readonly basicEncoding: BasicEncoding;
  readonly tokenTypes: readonly string[];
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly random: () => number;
  readonly waitUntil: ((work: Promise<unknown>) => void) | undefined;
  /** False where a promise must not be awaited by another request than the one that made it. */
  readonly sharesFlights: boolean;
}

/** Throws a TokenError that names the option or the environment variable at fault. */
export function parseSettings(options: ClientCredentialsOptions): Settings {
  if (isBrowser() && options.dangerouslyAllowBrowser !== true) throw new TokenError("browser_refused", browserRefusal);
  checkOptions(options);
  const env = environment();
  const tokenUrl = parseTokenUrl(options.tokenUrl, env["CELITECH_TOKEN_URL"]);
  const isCelitech = tokenUrl.origin === new URL(celitechTokenUrl).origin;
  return {
    credentials: parseSource(options.credentials),
    tokenUrl: tokenUrl.href,
    origins: parseOrigins(options.origins, env["CELITECH_API_ORIGINS"], isCelitech),
    store: options.store,
    authMethod: options.authMethod ?? "basic",
    basicEncoding: options.basicEncoding ?? (isCelitech ? "raw" : "form"),
    tokenTypes: options.tokenTypes ?? ["Bearer"],
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    waitUntil: options.waitUntil,
    sharesFlights: !isWorkers(),
  };
}

const browserRefusal =
  "in a browser anyone can read the client secret: get the token on your server, or set dangerouslyAllowBrowser";

function parseSource(value: ClientCredentialsOptions["credentials"]): CredentialSource {
  if (value === undefined) return environmentCredentials();
  if (typeof value === "function") return value;
  const { clientId, clientSecret } = value;
  return async () => ({ clientId, clientSecret });
}

function parseTokenUrl(option: string | URL | undefined, variable: string | undefined): URL {
  if (option !== undefined) return parseSecureUrl("option tokenUrl", String(option));
  return parseSecureUrl("CELITECH_TOKEN_URL", variable?.trim() ?? celitechTokenUrl);
}

function parseOrigins(
  option: readonly (string | URL)[] | undefined,
  variable: string | undefined,
  isCelitech: boolean,
): ReadonlySet<string> {
  const name = option ? "option origins" : "CELITECH_API_ORIGINS";
  const texts =
    option?.map(String) ?? variable?.split(/[\s,]+/).filter(Boolean) ?? (isCelitech ? [celitechApiOrigin] : []);
  return new Set(texts.map((text) => parseSecureUrl(name, text).origin));
}

/** An https URL, or an http one of a loopback address; without user info or fragment (RFC 6749 §3.2). Never repeats the URL. */
function parseSecureUrl(name: string, text: string): URL {
  if (!URL.canParse(text)) throw optionError(`${name}: not an absolute URL`);
  const url = new URL(text);
  if (url.username || url.password || url.hash)
    throw optionError(`${name}: the URL must hold no user, password or fragment`);
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))) return url;
  throw optionError(`${name}: the URL must be https, or http on a loopback address`);
}

function isLoopback(hostname: string): boolean {
  return /^(?:localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/.test(hostname);
}

/** Throws a TokenError that names the option at fault. */
export function parseTokenKey(options: TokenOptions): TokenKey {
  checkOptions(options);
  const { scope = "", resource = [], audience } = options;
  const scopes = normalize(scope.split(" ").filter(Boolean)).join(" ");
  const resources = normalize([resource].flat());
  return { id: JSON.stringify([scopes, resources, audience]), scope: scopes || undefined, resources, audience };
}

function normalize(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
