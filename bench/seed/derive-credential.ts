import { crc32 } from "node:zlib";
import type { Credential } from "../load/load-job.ts";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const CLIENT_ID_PREFIX = "celitech_client_";
const SECRET_ID_PREFIX = "cred_";
const ID_CHARACTERS = 22;
const SECRET_PREFIX = "celitech_secret_";
const SECRET_CHARACTERS = 43;
const CHECKSUM_CHARACTERS = 6;

/**
 * The client at an index, in the form of real ones. Derived, so that the load generator and the seeding process need
 * not exchange or hold a million secrets; worthless as a secret, which is why it lives in the benchmark alone.
 */
export function deriveCredential(index: number): Credential {
  const body = SECRET_PREFIX + toBase62(index, SECRET_CHARACTERS);
  return {
    clientId: CLIENT_ID_PREFIX + toBase62(index, ID_CHARACTERS),
    secret: body + toBase62(crc32(body), CHECKSUM_CHARACTERS),
  };
}

/** The public id of that client's one secret. */
export function deriveSecretId(index: number): string {
  return SECRET_ID_PREFIX + toBase62(index, ID_CHARACTERS);
}

function toBase62(value: number, characters: number): string {
  let text = "";
  for (let rest = value; rest > 0; rest = Math.floor(rest / BASE62.length)) text = BASE62[rest % BASE62.length] + text;
  return text.padStart(characters, "0");
}
