import type { ClientCredentialsOptions } from "./options.ts";
import { optionError } from "./token-error.ts";

type Check = readonly [expected: string, isRight: (value: unknown) => boolean];

const isFunction = (value: unknown): boolean => typeof value === "function";
const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";
const isOneOf =
  (...choices: readonly unknown[]) =>
  (value: unknown): boolean =>
    choices.includes(value);
const has =
  (isRight: (field: unknown) => boolean, ...fields: readonly string[]) =>
  (value: unknown): boolean =>
    fields.every((field) => isRight((value as Readonly<Record<string, unknown>> | null)?.[field]));
const isListOf =
  (isRight: (item: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(isRight);
const isUrl = (value: unknown): boolean => typeof value === "string" || value instanceof URL;
const isResource = (value: unknown): boolean => isText(value) && URL.canParse(value) && !value.includes("#");
export const isCredentials = has(isText, "clientId", "clientSecret");

/** What each option must be. */
const checks: Readonly<Record<keyof ClientCredentialsOptions, Check>> = {
  scope: [
    "scope tokens separated by spaces (RFC 6749 §3.3)",
    (value) => typeof value === "string" && /^[ !#-[\]-~]*$/.test(value),
  ],
  resource: ["absolute URIs without a fragment (RFC 8707 §2)", (value) => [value].flat().every(isResource)],
  audience: ["a text", isText],
  credentials: ["a function, or clientId and clientSecret", (value) => isFunction(value) || isCredentials(value)],
  tokenUrl: ["a URL", isUrl],
  origins: ["an array of URLs", isListOf(isUrl)],
  store: ["a store with get, set and lock", has(isFunction, "get", "set", "lock")],
  authMethod: ["basic or post", isOneOf("basic", "post")],
  basicEncoding: ["form or raw", isOneOf("form", "raw")],
  tokenTypes: ["an array of texts", isListOf(isText)],
  fetch: ["a function", isFunction],
  clock: ["a clock with now, monotonic and sleep", has(isFunction, "now", "monotonic", "sleep")],
  random: ["a function", isFunction],
  waitUntil: ["a function", isFunction],
  dangerouslyAllowBrowser: ["true or false", isOneOf(true, false)],
};

/** Throws a TokenError that names the first option which is unknown or wrong, and never its value. */
export function checkOptions(options: ClientCredentialsOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(checks, name)) throw optionError(`option ${name}: unknown`);
    const [expected, isRight] = checks[name as keyof ClientCredentialsOptions];
    if (value !== undefined && !isRight(value)) throw optionError(`option ${name}: must be ${expected}`);
  }
}
