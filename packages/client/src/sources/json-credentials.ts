import { type ClientCredentials, ConcealedCredentials } from "../credentials.ts";
import { TokenError } from "../token-error.ts";

/** How the fields of a JSON secret are called. */
export interface JsonFields {
  /** Default: `client_id`. */
  readonly clientIdField?: string | undefined;
  /** Default: `client_secret`. */
  readonly clientSecretField?: string | undefined;
}

/** Credentials in a JSON object. `origin` says in errors where the text comes from; the text itself is never repeated. */
export function parseJsonCredentials(origin: string, text: string, fields: JsonFields): ClientCredentials {
  const { clientIdField = "client_id", clientSecretField = "client_secret" } = fields;
  const payload = parseObject(origin, text);
  const read = (field: string): string => {
    const value = payload[field];
    if (typeof value === "string" && value.trim() !== "") return value;
    throw new TokenError("credentials_unavailable", `${origin} has no text in the field ${field}`);
  };
  return new ConcealedCredentials(read(clientIdField), read(clientSecretField));
}

function parseObject(origin: string, text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
  }
  if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  throw new TokenError("credentials_unavailable", `${origin} is not a JSON object`);
}
