import { createHmac, hash } from "node:crypto";
import type { ClientId } from "./identifier.ts";

/** Of SHA-256. */
const BLOCK_BYTES = 64;
const HASH_BYTES = 32;
/** Longer than any secret that is right. */
const CHARACTERS_MAX = 500;
const UTF8_BYTES_PER_CHARACTER_MAX = 3;

/** Turns a secret into what is stored: HMAC-SHA-256 under the pepper, over the client id too, so that equal secrets look different. */
export class SecretHasher {
  readonly #pepper: Uint8Array;
  // RFC 2104 §2: H(K xor opad, H(K xor ipad, text)). Node's own Hmac object costs more, for every token.
  readonly #inner = Buffer.alloc(BLOCK_BYTES + CHARACTERS_MAX * UTF8_BYTES_PER_CHARACTER_MAX);
  readonly #outer = Buffer.alloc(BLOCK_BYTES + HASH_BYTES);
  #hashesMade = 0;

  /** @throws RangeError for a pepper that is longer than a block of SHA-256, 64 bytes. */
  constructor(pepper: Uint8Array) {
    if (pepper.length > BLOCK_BYTES) throw new RangeError(`a pepper has ${BLOCK_BYTES} bytes at most`);
    this.#pepper = pepper;
    for (let index = 0; index < BLOCK_BYTES; index += 1) {
      const byte = pepper[index] ?? 0;
      this.#inner[index] = byte ^ 0x36;
      this.#outer[index] = byte ^ 0x5c;
    }
  }

  /** How often `hash` ran: the tests count that every refusal costs the same. */
  get hashesMade(): number {
    return this.#hashesMade;
  }

  hash(clientId: ClientId | "", secret: string): Uint8Array {
    this.#hashesMade += 1;
    const text = `${clientId}\0${secret}`;
    if (text.length > CHARACTERS_MAX) return createHmac("sha256", this.#pepper).update(text).digest();
    const end = BLOCK_BYTES + this.#inner.write(text, BLOCK_BYTES);
    this.#outer.write(hash("sha256", this.#inner.subarray(0, end), "latin1"), BLOCK_BYTES, "latin1");
    this.#inner.fill(0, BLOCK_BYTES, end); // no secret stays in memory for longer than it takes
    return Buffer.from(hash("sha256", this.#outer, "latin1"), "latin1");
  }
}
