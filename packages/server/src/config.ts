import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { z } from "zod";
import { VARIABLE_PREFIX, VARIABLES, type VariableName } from "./config-variables.ts";
import type { DatabaseLocation } from "./storage/database.ts";

type Values = { readonly [Name in VariableName]: z.output<(typeof VARIABLES)[Name]["schema"]> | undefined };

/** The configuration, checked and complete. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly issuer: string;
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  readonly trustedProxies: readonly string[];
  readonly dataFolder: string;
  readonly database: DatabaseLocation;
  readonly masterKey: Buffer | undefined;
  readonly previousMasterKey: Buffer | undefined;
  readonly defaultAudience: string;
  readonly tokenLifetimeSeconds: number;
  readonly tokenPaths: readonly [string, ...string[]];
  readonly workers: number;
  readonly staleSeconds: number;
  readonly supportUrl: string | undefined;
  readonly clientCacheEntries: number;
  readonly failuresPerClientAddressPerMinute: number;
  readonly failuresPerAddressPerMinute: number;
  /** 0: for ever. */
  readonly auditDays: number;
  readonly corsOrigins: readonly string[];
  readonly requestTimeoutSeconds: number;
  readonly logLevel: string;
  /** Variables with our prefix that mean nothing: most likely typing errors. */
  readonly unknownVariables: readonly string[];
}

export type ConfigReading =
  | { readonly kind: "config"; readonly config: Config }
  /** Every mistake, each naming its variable. */
  | { readonly kind: "mistakes"; readonly mistakes: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads `CELITECH_AUTH_…`, each also from the file that `…_FILE` names. Finds all mistakes at once. */
export function readConfig(environment: Environment): ConfigReading {
  const mistakes: string[] = [];
  const values = readVariables(environment, mistakes);
  checkTogether(values, mistakes);
  if (mistakes.length > 0) return { kind: "mistakes", mistakes };
  return { kind: "config", config: { ...toConfig(values), unknownVariables: findUnknown(environment) } };
}

function readVariables(environment: Environment, mistakes: string[]): Values {
  const entries = (Object.keys(VARIABLES) as VariableName[]).map((name) => {
    const { schema, defaultText, isSecret } = VARIABLES[name];
    const text = readText(VARIABLE_PREFIX + name, environment, mistakes) ?? defaultText;
    if (text === undefined) return [name, undefined];
    const parsed = schema.safeParse(text);
    if (parsed.success) return [name, parsed.data];
    const given = isSecret ? "" : ` (it is ${JSON.stringify(text)})`;
    mistakes.push(`${VARIABLE_PREFIX}${name}: ${parsed.error.issues[0]?.message ?? "is not valid"}${given}`);
    return [name, undefined];
  });
  return Object.fromEntries(entries) as Values;
}

// An empty variable counts as not set: that is how container files switch one off.
function readText(variable: string, environment: Environment, mistakes: string[]): string | undefined {
  const text = environment[variable] || undefined;
  const file = environment[`${variable}_FILE`] || undefined;
  if (file === undefined) return text;
  if (text !== undefined) mistakes.push(`${variable}: is set, and ${variable}_FILE too; keep one of them`);
  try {
    return readFileSync(file, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    mistakes.push(
      `${variable}_FILE: cannot read the file ${file} (${(error as NodeJS.ErrnoException).code ?? "unknown error"})`,
    );
    return undefined;
  }
}

function checkTogether(values: Values, mistakes: string[]): void {
  if ((values.TLS_CERT === undefined) !== (values.TLS_KEY === undefined))
    mistakes.push(`${VARIABLE_PREFIX}TLS_CERT_FILE and ${VARIABLE_PREFIX}TLS_KEY_FILE: set both or neither`);
  if (values.DATABASE_URL !== undefined && values.DATABASE_URL.kind === "postgres" && values.MASTER_KEY === undefined)
    mistakes.push(
      `${VARIABLE_PREFIX}MASTER_KEY: is required with PostgreSQL, the same on every node; make one with: openssl rand -base64 32`,
    );
}

function toConfig(values: Values): Omit<Config, "unknownVariables"> {
  const port = required(values.PORT);
  const dataFolder = resolve(required(values.DATA_DIR));
  const publicUrl = values.PUBLIC_URL ?? `${values.TLS_CERT === undefined ? "http" : "https"}://localhost:${port}`;
  const [firstPath = "/oauth2/token", ...otherPaths] = required(values.TOKEN_PATHS);
  return {
    host: required(values.HOST),
    port,
    publicUrl,
    issuer: values.ISSUER ?? publicUrl,
    tls:
      values.TLS_CERT && values.TLS_KEY
        ? { cert: Buffer.from(values.TLS_CERT), key: Buffer.from(values.TLS_KEY) }
        : undefined,
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    dataFolder,
    database: values.DATABASE_URL ?? { kind: "sqlite", path: join(dataFolder, "celitech-auth.sqlite") },
    masterKey: values.MASTER_KEY,
    previousMasterKey: values.MASTER_KEY_PREVIOUS,
    defaultAudience: required(values.DEFAULT_AUDIENCE),
    tokenLifetimeSeconds: required(values.TOKEN_LIFETIME_SECONDS),
    tokenPaths: [firstPath, ...otherPaths],
    workers: required(values.WORKERS),
    staleSeconds: required(values.STALE_SECONDS),
    supportUrl: values.SUPPORT_URL,
    clientCacheEntries: required(values.CLIENT_CACHE_ENTRIES),
    failuresPerClientAddressPerMinute: required(values.FAILURES_PER_CLIENT_ADDRESS_PER_MINUTE),
    failuresPerAddressPerMinute: required(values.FAILURES_PER_ADDRESS_PER_MINUTE),
    auditDays: required(values.AUDIT_DAYS),
    corsOrigins: values.CORS_ORIGINS ?? [],
    requestTimeoutSeconds: required(values.REQUEST_TIMEOUT_SECONDS),
    logLevel: required(values.LOG_LEVEL),
  };
}

/** Where clients ask for tokens: the first of the paths. */
export function tokenUrl({ tokenPaths, publicUrl }: Pick<Config, "tokenPaths" | "publicUrl">): string {
  return new URL(tokenPaths[0], publicUrl).href;
}

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("a variable without a default was read as if it had one");
  return value;
}

function findUnknown(environment: Environment): readonly string[] {
  const known = new Set(
    Object.keys(VARIABLES).flatMap((name) => [VARIABLE_PREFIX + name, `${VARIABLE_PREFIX + name}_FILE`]),
  );
  return Object.keys(environment).filter((name) => name.startsWith(VARIABLE_PREFIX) && !known.has(name));
}
