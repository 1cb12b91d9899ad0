import type { Client } from "@celitech-auth/contract";
import { defaultGrant } from "./default-grant.ts";

/** All that a client reads from its environment. */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokenUrl: string;
  /** Where tokens may be sent; empty where the audiences say nothing of it. */
  readonly apiOrigins: readonly string[];
}

/** The origins of the APIs that a client may call: those whose audience is a web address. */
export function apiOriginsOf({ grants }: Pick<Client, "grants">): readonly string[] {
  return [...new Set(grants.flatMap(({ audience }) => webAddress(audience)?.origin ?? []))];
}

/** The address of the API that a client calls when it names none; undefined: its audience is no web address. */
export function defaultApiUrl(client: Pick<Client, "grants">): string | undefined {
  const audience = defaultGrant(client)?.audience;
  return audience === undefined ? undefined : webAddress(audience) && audience;
}

function webAddress(audience: string): URL | undefined {
  const url = URL.parse(audience);
  return url?.protocol === "https:" || url?.protocol === "http:" ? url : undefined;
}

function variables({ clientId, clientSecret, tokenUrl, apiOrigins }: Credentials): Readonly<Record<string, string>> {
  return {
    CELITECH_CLIENT_ID: clientId,
    CELITECH_CLIENT_SECRET: clientSecret,
    CELITECH_TOKEN_URL: tokenUrl,
    ...(apiOrigins.length > 0 && { CELITECH_API_ORIGINS: apiOrigins.join(" ") }),
  };
}

/** As `.env` files are read by dotenv, Docker and `node --env-file`. */
export function writeEnvFile(credentials: Credentials): string {
  const lines = Object.entries(variables(credentials)).map(([name, value]) => `${name}=${quoted(value)}`);
  return `# Keep this file secret, and out of every repository.\n${lines.join("\n")}\n`;
}

function quoted(value: string): string {
  return /^[A-Za-z0-9_./:@~-]+$/.test(value) ? value : `"${value.replace(/["\\$`]/g, "\\$&")}"`;
}

/** For secrets managers, which take JSON. */
export function writeJsonFile(credentials: Credentials): string {
  return `${JSON.stringify(variables(credentials), undefined, 2)}\n`;
}
