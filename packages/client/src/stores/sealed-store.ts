import { optionError } from "../token-error.ts";
import type { TokenStore } from "../token-store.ts";

/** 32 bytes, as they are or in base64 or base64url. `openssl rand -base64 32` makes one. */
export type StoreKey = Uint8Array | string;

const keyBytes = 32;
const nonceBytes = 12;

/**
 * `store` with everything that leaves the process encrypted: values with AES-256-GCM under `key`, bound to their name, so that an
 * entry which was changed, moved to another name or written with another key is not there; names with HMAC-SHA-256.
 *
 * @throws TokenError `invalid_option`
 */
export function sealedStore(store: TokenStore, key: StoreKey): TokenStore {
  const raw = parseKey(key);
  const keys = deriveKeys(raw);
  return {
    async get(name) {
      const { sealing, naming } = await keys;
      const hidden = await hideName(naming, name);
      const entry = await store.get(hidden);
      return entry && { ...entry, value: await open(sealing, hidden, entry.value) };
    },
    async set(name, value, lifetimeMs) {
      const { sealing, naming } = await keys;
      const hidden = await hideName(naming, name);
      await store.set(hidden, await seal(sealing, hidden, value), lifetimeMs);
    },
    async lock(name, leaseMs) {
      return store.lock(await hideName((await keys).naming, name), leaseMs);
    },
  };
}

interface Keys {
  readonly sealing: CryptoKey;
  readonly naming: CryptoKey;
}

/** One key for each purpose (HKDF, RFC 5869). */
async function deriveKeys(raw: Uint8Array<ArrayBuffer>): Promise<Keys> {
  const root = await crypto.subtle.importKey("raw", raw, "HKDF", false, ["deriveKey"]);
  const purpose = (info: string) => ({
    name: "HKDF",
    hash: "SHA-256",
    salt: new Uint8Array(),
    info: new TextEncoder().encode(`celitech-auth store ${info}`),
  });
  const aes = { name: "AES-GCM", length: 256 };
  const hmac = { name: "HMAC", hash: "SHA-256", length: 256 };
  const [sealing, naming] = await Promise.all([
    crypto.subtle.deriveKey(purpose("sealing"), root, aes, false, ["encrypt", "decrypt"]),
    crypto.subtle.deriveKey(purpose("naming"), root, hmac, false, ["sign"]),
  ]);
  return { sealing, naming };
}

async function hideName(key: CryptoKey, name: string): Promise<string> {
  const mac = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(name));
  return toBase64Url(new Uint8Array(mac));
}

async function seal(key: CryptoKey, name: string, value: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(nonceBytes));
  const additionalData = new TextEncoder().encode(name);
  const text = new TextEncoder().encode(value);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, text);
  return toBase64Url(new Uint8Array([...iv, ...new Uint8Array(sealed)]));
}

async function open(key: CryptoKey, name: string, value: string): Promise<string> {
  const bytes = fromBase64(value);
  const iv = bytes.subarray(0, nonceBytes);
  const additionalData = new TextEncoder().encode(name);
  const algorithm = { name: "AES-GCM", iv, additionalData };
  const text = await crypto.subtle.decrypt(algorithm, key, bytes.subarray(nonceBytes)).catch(() => {
    throw new Error("the entry was changed, moved, or written with another key");
  });
  return new TextDecoder().decode(text);
}

function parseKey(key: StoreKey): Uint8Array<ArrayBuffer> {
  const bytes = typeof key === "string" ? decodeKey(key) : new Uint8Array(key);
  if (bytes?.length === keyBytes) return bytes;
  throw optionError(`option key: not ${keyBytes} bytes, as a Uint8Array or in base64`);
}

function decodeKey(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return fromBase64(text.trim());
  } catch {
    return undefined;
  }
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCodePoint(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
