import { isIP } from "node:net";
import { resolve } from "node:path";
import { z } from "zod";
import { MASTER_KEY_BYTES } from "./domain/master-key.ts";
import { parseAudience, TOKEN_LIFETIME_SECONDS_MAX } from "./domain/resource.ts";
import type { DatabaseLocation } from "./storage/database.ts";

export const VARIABLE_PREFIX = "CELITECH_AUTH_";

interface Variable<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** As it would be written in the environment; undefined: none. */
  readonly defaultText: string | undefined;
  /** For the table in the README. */
  readonly description: string;
  /** Its value is never quoted. */
  readonly isSecret: boolean;
}

const LOOPBACK_HOSTS = new Set(["localhost", "127.0.0.1", "[::1]"]);
/** The issuer stands in every token, which is to stay below 4 KiB. */
const URL_CHARACTERS_MAX = 256;
const WORKERS_MAX = 64;
const YEAR_SECONDS = TOKEN_LIFETIME_SECONDS_MAX;

/** Every variable: how it is read, its default, and what the README says of it. */
export const VARIABLES = {
  HOST: variable(z.string(), "127.0.0.1", "the address to listen on; `0.0.0.0` for all of IPv4, `::` for all"),
  PORT: variable(wholeNumber(1, 65_535), "4000", "the port to listen on"),
  PUBLIC_URL: variable(
    publicUrl(),
    undefined,
    "the address by which people and clients reach the service; default `http://localhost:PORT`. `https`, unless it is loopback",
  ),
  ISSUER: variable(publicUrl(), undefined, "`iss` of every token (RFC 8414 §2); default: the public URL"),
  TLS_CERT: secretVariable(
    pem("CERTIFICATE"),
    "the certificate chain in PEM: the server then speaks TLS 1.2 and later, HTTP/1.1 and HTTP/2, itself. Default: TLS ends at a proxy",
  ),
  TLS_KEY: secretVariable(pem("PRIVATE KEY"), "the private key in PEM that belongs to it"),
  TRUSTED_PROXIES: variable(
    list(isNetwork, "an IP address or CIDR"),
    undefined,
    "addresses or CIDRs, comma-separated, whose `X-Forwarded-For` is believed; default: none",
  ),
  DATA_DIR: variable(
    z.string(),
    "./data",
    "the folder of the embedded database, the master key, `quickstart.env` and `setup-link.txt`",
  ),
  DATABASE_URL: secretVariable(
    databaseUrl(),
    "`postgres://…` for several nodes; default: a SQLite file in the data folder",
  ),
  MASTER_KEY: secretVariable(
    masterKey(),
    "32 random bytes in base64 or hex that wrap every key in the database; default: made once in the data folder. Required with PostgreSQL",
  ),
  MASTER_KEY_PREVIOUS: secretVariable(masterKey(), "the previous master key, for the start at which it is changed"),
  DEFAULT_AUDIENCE: variable(
    audience(),
    "https://api.celitech.net/v1",
    "`aud` of tokens that are asked for without `resource`",
  ),
  TOKEN_LIFETIME_SECONDS: variable(
    wholeNumber(1, YEAR_SECONDS),
    "3600",
    "how long a token lives, where its resource says nothing else",
  ),
  TOKEN_PATHS: variable(
    list((path) => /^\/[A-Za-z0-9/_.~-]+$/.test(path), "a path such as /oauth2/token"),
    "/oauth2/token,/v1/oauth2/token",
    "where the token endpoint answers; the first one is published",
  ),
  WORKERS: variable(
    wholeNumber(1, WORKERS_MAX),
    "1",
    "processes that share the port; failed attempts are counted in each",
  ),
  STALE_SECONDS: variable(
    wholeNumber(0, 86_400),
    "300",
    "how long clients that are in memory are served while the database is away",
  ),
  SUPPORT_URL: variable(
    z.url({ protocol: /^https?$|^mailto$/, error: "must be an http, https or mailto URL" }),
    undefined,
    "where people get help: linked in the dashboard, and sent as `error_uri` and `support_url`",
  ),
  CLIENT_CACHE_ENTRIES: variable(
    wholeNumber(100, 10_000_000),
    "1000000",
    "clients kept in memory, less than 1 kB each, as far as half of the heap goes; others cost one look-up in the database",
  ),
  FAILURES_PER_CLIENT_ADDRESS_PER_MINUTE: variable(
    wholeNumber(1, 1_000_000),
    "60",
    "failed attempts for one client from one address (IPv6: /64) before 429",
  ),
  FAILURES_PER_ADDRESS_PER_MINUTE: variable(
    wholeNumber(1, 1_000_000),
    "600",
    "failed attempts from one address before 429",
  ),
  AUDIT_DAYS: variable(
    wholeNumber(0, 36_500),
    "730",
    "how many days of the audit trail are kept; `0`: all of them, for ever",
  ),
  CORS_ORIGINS: variable(
    list(
      (origin) => URL.canParse(origin) && new URL(origin).origin === origin,
      "an origin such as https://example.com",
    ),
    undefined,
    "origins whose pages may read answers; default: none, since secrets do not belong in browsers",
  ),
  REQUEST_TIMEOUT_SECONDS: variable(wholeNumber(1, 300), "10", "how long a request may take to arrive before 408"),
  LOG_LEVEL: variable(
    z.enum(["debug", "info", "warn", "error", "silent"], { error: "must be debug, info, warn, error or silent" }),
    "info",
    "the least severe lines that are logged; `info` has one a request",
  ),
} as const satisfies Record<string, Variable<z.ZodType>>;

export type VariableName = keyof typeof VARIABLES;

function variable<Schema extends z.ZodType>(
  schema: Schema,
  defaultText: string | undefined,
  description: string,
): Variable<Schema> {
  return { schema, defaultText, description, isSecret: false };
}

function secretVariable<Schema extends z.ZodType>(schema: Schema, description: string): Variable<Schema> {
  return { schema, defaultText: undefined, description, isSecret: true };
}

function wholeNumber(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message);
}

function list(isItem: (item: string) => boolean, what: string) {
  return z
    .string()
    .transform((text) =>
      text
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== ""),
    )
    .refine((items) => items.length > 0 && items.every(isItem), `must be a comma-separated list, each ${what}`);
}

function isNetwork(text: string): boolean {
  const [address = "", bits, more] = text.split("/");
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

function publicUrl() {
  return z
    .string()
    .refine((text) => URL.canParse(text), "must be a URL such as https://auth.example.com")
    .refine(
      (text) => !URL.canParse(text) || isSafeUrl(new URL(text)),
      "must start with https:// (http:// only for localhost, 127.0.0.1 and [::1])",
    )
    .refine((text) => !/[?#]/.test(text) && !text.includes("@"), "must have no query, fragment or user")
    .refine(
      (text) => text.length <= URL_CHARACTERS_MAX && /^[\x21\x23-\x5B\x5D-\x7E]+$/.test(text),
      `must be at most ${URL_CHARACTERS_MAX} characters of ASCII without spaces, quotes and backslashes`,
    )
    .transform((text) => (new URL(text).pathname === "/" ? text.replace(/\/$/, "") : text));
}

function isSafeUrl(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK_HOSTS.has(url.hostname));
}

function audience() {
  return z.string().refine((text) => parseAudience(text) !== undefined, "must be an absolute URI without a fragment");
}

function pem(label: string) {
  return z.string().regex(new RegExp(`-----BEGIN [A-Z ]*${label}-----`), `must be PEM with a ${label}`);
}

function masterKey() {
  return z.string().transform((text, context) => {
    const trimmed = text.trim();
    const key = Buffer.from(trimmed, /^[0-9a-f]{64}$/i.test(trimmed) ? "hex" : "base64");
    if (/^[A-Za-z0-9+/_=-]+$/.test(trimmed) && key.length === MASTER_KEY_BYTES) return key;
    context.addIssue("must be 32 bytes in base64 or hex; make one with: openssl rand -base64 32");
    return z.NEVER;
  });
}

function databaseUrl() {
  return z.string().transform((text, context): DatabaseLocation => {
    if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return { kind: "postgres", url: text };
    if (text.startsWith("sqlite:") && text.length > "sqlite:".length)
      return { kind: "sqlite", path: resolve(text.slice("sqlite:".length)) };
    context.addIssue("must be postgres://USER:PASSWORD@HOST/DATABASE or sqlite:PATH");
    return z.NEVER;
  });
}
