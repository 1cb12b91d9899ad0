import { createHmac } from "node:crypto";
import type { ClientId } from "./identifier.ts";

/** Turns a secret into what is stored: HMAC-SHA-256 under the pepper, over the client id too, so that equal secrets look different. */
export class SecretHasher {
  readonly #pepper: Uint8Array; // a KeyObject would cost half as much again for every token
  #hashesMade = 0;

  constructor(pepper: Uint8Array) {
    this.#pepper = pepper;
  }

  /** How often `hash` ran: the tests count that every refusal costs the same. */
  get hashesMade(): number {
    return this.#hashesMade;
  }

  hash(clientId: ClientId | "", secret: string): Uint8Array {
    this.#hashesMade += 1;
    return createHmac("sha256", this.#pepper).update(`${clientId}\0${secret}`).digest();
  }
}
