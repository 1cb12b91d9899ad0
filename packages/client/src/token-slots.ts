import type { TokenKey } from "./token-request.ts";
import type { SlotParts } from "./token-slot.ts";
import { TokenSlot } from "./token-slot.ts";

/** A service that asks for more combinations of scopes than this has keys that nobody uses any more. */
const slotsMax = 1_000;

/** The slots of a client by key, the least recently used out first. */
export class TokenSlots {
  readonly #slots = new Map<string, TokenSlot>();

  find(key: TokenKey, parts: SlotParts): TokenSlot {
    return this.touch(this.#slots.get(key.id) ?? new TokenSlot(key, parts));
  }

  /** Marks the slot as used and returns the one to go on with: that of another view with the same key, if this one was evicted. */
  touch(slot: TokenSlot): TokenSlot {
    const { id } = slot.key;
    const used = this.#slots.get(id) ?? slot;
    this.#slots.delete(id);
    this.#slots.set(id, used);
    if (this.#slots.size > slotsMax) this.#evictOldest();
    return used;
  }

  #evictOldest(): void {
    for (const [id, slot] of this.#slots) {
      slot.cached = undefined;
      this.#slots.delete(id);
      return;
    }
  }
}
