import { type Clock, systemClock } from "./clock.ts";
import type { CredentialSource } from "./credentials.ts";
import { environmentCredentials } from "./environment-credentials.ts";
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
  checkNames(options);
  const env = environment();
  const tokenUrl = parseTokenUrl(options.tokenUrl, env["CELITECH_TOKEN_URL"]);
  const isCelitech = tokenUrl.origin === new URL(celitechTokenUrl).origin;
  return {
    credentials: parseSource(options.credentials),
    tokenUrl: tokenUrl.href,
    origins: parseOrigins(options.origins, env["CELITECH_API_ORIGINS"], isCelitech),
    store: parseMethods("store", options.store, ["get", "set", "lock"]),
    authMethod: parseChoice("authMethod", options.authMethod, ["basic", "post"]) ?? "basic",
    basicEncoding:
      parseChoice("basicEncoding", options.basicEncoding, ["form", "raw"]) ?? (isCelitech ? "raw" : "form"),
    tokenTypes: parseTokenTypes(options.tokenTypes),
    fetch: parseFunction("fetch", options.fetch) ?? ((input, init) => globalThis.fetch(input, init)),
    clock: parseMethods("clock", options.clock, ["now", "monotonic", "sleep"]) ?? systemClock,
    random: parseFunction("random", options.random) ?? Math.random,
    waitUntil: parseFunction("waitUntil", options.waitUntil),
    sharesFlights: !isWorkers(),
  };
}

const optionNames: Readonly<Record<keyof ClientCredentialsOptions, true>> = {
  scope: true,
  resource: true,
  audience: true,
  credentials: true,
  tokenUrl: true,
  origins: true,
  store: true,
  authMethod: true,
  basicEncoding: true,
  tokenTypes: true,
  fetch: true,
  clock: true,
  random: true,
  waitUntil: true,
  dangerouslyAllowBrowser: true,
};

const browserRefusal =
  "a client secret in a browser can be read by anyone who opens the page: get the token on your server (to run anyway, set " +
  "dangerouslyAllowBrowser)";

function checkNames(options: ClientCredentialsOptions): void {
  for (const name of Object.keys(options))
    if (!Object.hasOwn(optionNames, name)) throw optionError(`unknown option ${name}`);
}

function parseSource(value: ClientCredentialsOptions["credentials"]): CredentialSource {
  if (value === undefined) return environmentCredentials();
  if (typeof value === "function") return value;
  for (const field of ["clientId", "clientSecret"] as const)
    if (typeof value?.[field] !== "string" || value[field].trim() === "")
      throw optionError(`option credentials: ${field} is missing or blank`);
  const { clientId, clientSecret } = value;
  return async () => ({ clientId, clientSecret });
}

function parseTokenUrl(option: string | URL | undefined, variable: string | undefined): URL {
  if (option !== undefined) return parseSecureUrl("option tokenUrl", String(option));
  return variable === undefined ? new URL(celitechTokenUrl) : parseSecureUrl("CELITECH_TOKEN_URL", variable.trim());
}

function parseOrigins(
  option: readonly (string | URL)[] | undefined,
  variable: string | undefined,
  isCelitech: boolean,
): ReadonlySet<string> {
  if (option !== undefined && !Array.isArray(option)) throw optionError("option origins: not an array");
  const name = option ? "option origins" : "CELITECH_API_ORIGINS";
  const texts = option?.map(String) ?? variable?.split(/[\s,]+/).filter((text) => text !== "");
  if (texts === undefined) return new Set(isCelitech ? [celitechApiOrigin] : []);
  return new Set(texts.map((text) => parseSecureUrl(name, text).origin));
}

/** An https URL, or an http one of a loopback address; without user info or fragment (RFC 6749 §3.2). Never repeats the URL. */
function parseSecureUrl(name: string, text: string): URL {
  if (!URL.canParse(text)) throw optionError(`${name}: not an absolute URL`);
  const url = new URL(text);
  if (url.username !== "" || url.password !== "")
    throw optionError(`${name}: a URL must not hold a user or a password`);
  if (url.hash !== "") throw optionError(`${name}: a URL must not hold a fragment`);
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))) return url;
  throw optionError(`${name}: the URL must be https (http is for localhost, 127.0.0.0/8 and [::1] only)`);
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function parseTokenTypes(value: readonly string[] | undefined): readonly string[] {
  if (value === undefined) return ["Bearer"];
  if (Array.isArray(value) && value.length > 0 && value.every((type) => /^[A-Za-z0-9-]+$/.test(type)))
    return [...value];
  throw optionError("option tokenTypes: not an array of token types");
}

function parseChoice<T extends string>(name: string, value: T | undefined, choices: readonly T[]): T | undefined {
  if (value === undefined || choices.includes(value)) return value;
  throw optionError(`option ${name}: must be one of ${choices.join(", ")}`);
}

function parseFunction<T>(name: string, value: T | undefined): T | undefined {
  if (value === undefined || typeof value === "function") return value;
  throw optionError(`option ${name}: not a function`);
}

function parseMethods<T extends object>(
  name: string,
  value: T | undefined,
  methods: readonly (keyof T & string)[],
): T | undefined {
  if (value === undefined) return undefined;
  for (const method of methods)
    if (typeof value?.[method] !== "function") throw optionError(`option ${name}: has no method ${method}`);
  return value;
}

/** Throws a TokenError that names the option at fault. */
export function parseTokenKey({ scope, resource, audience }: TokenOptions): TokenKey {
  if (scope !== undefined && (typeof scope !== "string" || !/^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(scope)))
    throw optionError("option scope: not a text of scope tokens separated by spaces (RFC 6749 §3.3)");
  if (audience !== undefined && (typeof audience !== "string" || audience.trim() === ""))
    throw optionError("option audience: not a text, or blank");
  const resources = resource === undefined ? [] : [resource].flat();
  for (const uri of resources)
    if (typeof uri !== "string" || !URL.canParse(uri) || uri.includes("#"))
      throw optionError("option resource: not an absolute URI without a fragment (RFC 8707 §2)");
  const scopes = [...new Set((scope ?? "").split(" ").filter((token) => token !== ""))].sort();
  const distinct = [...new Set(resources)].sort();
  const normal = scopes.length === 0 ? undefined : scopes.join(" ");
  return { id: JSON.stringify([normal ?? "", distinct, audience ?? ""]), scope: normal, resources: distinct, audience };
}
