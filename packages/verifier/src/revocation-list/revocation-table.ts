import { NAME_BYTES, RECORD_BYTES } from "./revocation-record.ts";

const SLOT_WORDS = RECORD_BYTES / 4;
const NAME_WORDS = NAME_BYTES / 4;
const GENERATION_WORD = NAME_WORDS;
const UNTIL_WORD = NAME_WORDS + 1;
const SLOTS_MIN = 64;
const LOAD_MAX = 0.6;

/**
 * The revocations a follower knows, in one typed array with open addressing: 24 bytes an entry at a load of 30 to 60 %. Names are hashes
 * already, so their first word is the hash. A slot is empty when its "until" is 0.
 */
export class RevocationTable {
  #slots = new Uint32Array(SLOTS_MIN * SLOT_WORDS);
  #entries = 0;

  get entries(): number {
    return this.#entries;
  }

  get bytes(): number {
    return this.#slots.byteLength;
  }

  /** The "generations below" of a name (see `revocationName`); 0 when the list does not name it. */
  generationsBelow(name: string): number {
    if (this.#entries === 0) return 0;
    const slot = findSlot(this.#slots, wordOf(name, 0), wordOf(name, 4), wordOf(name, 8), wordOf(name, 12));
    return this.#slots[slot + GENERATION_WORD] ?? 0;
  }

  /** Adds records; of two for one name the widest counts. Entries whose time is over leave when room is needed. */
  add(records: Uint8Array, nowSeconds: number): void {
    const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
    this.#makeRoom(Math.floor(records.length / RECORD_BYTES), nowSeconds);
    for (let offset = 0; offset + RECORD_BYTES <= records.length; offset += RECORD_BYTES) {
      const until = view.getUint32(offset + UNTIL_WORD * 4);
      if (until > nowSeconds) this.#put(view, offset, until);
    }
  }

  #put(view: DataView, offset: number, until: number): void {
    const [w0, w1] = [view.getUint32(offset), view.getUint32(offset + 4)];
    const [w2, w3] = [view.getUint32(offset + 8), view.getUint32(offset + 12)];
    const slots = this.#slots;
    const slot = findSlot(slots, w0, w1, w2, w3);
    const knownUntil = slots[slot + UNTIL_WORD] ?? 0;
    if (knownUntil === 0) {
      slots.set([w0, w1, w2, w3], slot);
      this.#entries += 1;
    }
    const generationsBelow = view.getUint32(offset + GENERATION_WORD * 4);
    slots[slot + GENERATION_WORD] = Math.max(slots[slot + GENERATION_WORD] ?? 0, generationsBelow);
    slots[slot + UNTIL_WORD] = Math.max(knownUntil, until);
  }

  #makeRoom(additional: number, nowSeconds: number): void {
    const capacity = this.#slots.length / SLOT_WORDS;
    if (this.#entries + additional <= capacity * LOAD_MAX) return;
    const old = this.#slots;
    const live = countLive(old, nowSeconds) + additional;
    const slots = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(SLOTS_MIN, live / LOAD_MAX))) * SLOT_WORDS);
    this.#entries = 0;
    for (let slot = 0; slot < old.length; slot += SLOT_WORDS) {
      if ((old[slot + UNTIL_WORD] ?? 0) <= nowSeconds) continue;
      const entry = old.subarray(slot, slot + SLOT_WORDS);
      const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = entry;
      slots.set(entry, findSlot(slots, w0, w1, w2, w3));
      this.#entries += 1;
    }
    this.#slots = slots;
  }
}

function countLive(slots: Uint32Array, nowSeconds: number): number {
  let live = 0;
  for (let slot = UNTIL_WORD; slot < slots.length; slot += SLOT_WORDS) if ((slots[slot] ?? 0) > nowSeconds) live += 1;
  return live;
}

/** Where the name is, or the empty slot where it would go. The load is below 1, so that there always is one. */
function findSlot(slots: Uint32Array, w0: number, w1: number, w2: number, w3: number): number {
  const mask = slots.length / SLOT_WORDS - 1;
  for (let index = w0 & mask; ; index = (index + 1) & mask) {
    const slot = index * SLOT_WORDS;
    if (slots[slot + UNTIL_WORD] === 0) return slot;
    if (slots[slot] === w0 && slots[slot + 1] === w1 && slots[slot + 2] === w2 && slots[slot + 3] === w3) return slot;
  }
}

function wordOf(name: string, offset: number): number {
  const high = (name.charCodeAt(offset) << 24) | (name.charCodeAt(offset + 1) << 16);
  return (high | (name.charCodeAt(offset + 2) << 8) | name.charCodeAt(offset + 3)) >>> 0;
}
