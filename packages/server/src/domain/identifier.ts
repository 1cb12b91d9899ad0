import { randomBase62 } from "./base62.ts";

/** RFC 6749 §2.2. What the server makes is `celitech_client_` and 22 base62 characters; imported ids hold only `[A-Za-z0-9._~-]`. */
export type ClientId = string & { readonly __brand: "ClientId" };

export const CLIENT_ID_PREFIX = "celitech_client_";
const CLIENT_ID_CHARACTERS_MAX = 128; // longer ids only cost memory in limits and logs
const UNRESERVED = /^[A-Za-z0-9._~-]+$/; // RFC 3986 §2.3: these read the same raw and form-encoded
const USER_ID_PREFIX = "usr_"; // a token whose `sub` could be a user's would be RFC 9700 §4.15's confusion
const RANDOM_BITS = 128;

export function newClientId(): ClientId {
  return (CLIENT_ID_PREFIX + randomBase62(RANDOM_BITS)) as ClientId;
}

/** An id that could be a client's, or undefined: an answer for text from outside, never an error. */
export function parseClientId(text: string): ClientId | undefined {
  if (text.length > CLIENT_ID_CHARACTERS_MAX || !UNRESERVED.test(text)) return undefined;
  return text.startsWith(USER_ID_PREFIX) ? undefined : (text as ClientId);
}

export type IdentifierPrefix = "org" | "res" | "cred" | "evt" | "usr" | "lnk" | "ses" | "adm";

/** `prefix_` and 22 random base62 characters (128 bits). */
export function newIdentifier(prefix: IdentifierPrefix): string {
  return `${prefix}_${randomBase62(RANDOM_BITS)}`;
}
