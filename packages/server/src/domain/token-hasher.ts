import { createHmac, hkdfSync } from "node:crypto";

const KEY_BYTES = 32;
export const HASHED_PURPOSES = ["one_time_link", "session", "admin_token", "recovery_code", "ceremony"] as const;
export type HashedPurpose = (typeof HASHED_PURPOSES)[number];

/**
 * Turns the random tokens of people into what is stored: HMAC-SHA-256 under a key of its own for each purpose, derived from the pepper
 * (RFC 5869), so that a token of one kind is never one of another.
 */
export class TokenHasher {
  readonly #keys: ReadonlyMap<HashedPurpose, Uint8Array>;

  constructor(pepper: Uint8Array) {
    this.#keys = new Map(
      HASHED_PURPOSES.map((purpose) => [
        purpose,
        new Uint8Array(hkdfSync("sha256", pepper, "", `celitech-auth ${purpose}`, KEY_BYTES)),
      ]),
    );
  }

  hash(purpose: HashedPurpose, text: string): Uint8Array {
    const key = this.#keys.get(purpose);
    if (key === undefined) throw new Error(`there is no key for ${purpose}`);
    return createHmac("sha256", key).update(text).digest();
  }
}
