import type { Client } from "./client.ts";
import type { ClientId } from "./identifier.ts";
import { packClient, unpackClient } from "./packed-client.ts";
import { RecentMap } from "./recent-map.ts";

/** Where there are fewer, each is unpacked twice and no more. */
const READY_MAX = 1_000;

/** Before the first of all unpackings, by more than counts. */
const LONG_AGO = -READY_MAX;

/** More than a client with one secret and grant takes in memory, with all that finds it. */
const CLIENT_BYTES_MAX = 1_000;

/** As many clients as are wanted, but in no more than half of what the heap may grow to. */
export function clientsThatFit(wanted: number, heapBytesMax: number): number {
  return Math.min(wanted, Math.floor(heapBytesMax / 2 / CLIENT_BYTES_MAX));
}

interface Kept {
  /** As the database gave it. The one that is asked for was cut from a longer text with a secret, which it keeps in memory, before Node.js 26. */
  readonly id: ClientId;
  readonly text: string;
  /** Undefined: it has to be unpacked. */
  client: Client | undefined;
  /** Which unpacking of all was the last of this one. */
  unpacking: number;
}

/**
 * The clients that a server holds: all of them packed, and those ready for use that were asked for twice in a short time. Of a million that
 * are asked for in turn none is: each would be an object that outlives its request, which is what garbage collection costs.
 */
export class ClientMemory {
  readonly #clients: RecentMap<ClientId, Kept>;
  /** Whoever comes takes the place of who has been here longest. */
  readonly #ready: (Kept | undefined)[] = Array.from({ length: READY_MAX }, () => undefined);
  #nextPlace = 0;
  #unpackings = 0;
  readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#clients = new RecentMap(capacity);
  }

  get size(): number {
    return this.#clients.size;
  }

  get isFull(): boolean {
    return this.#clients.size >= this.capacity;
  }

  has(id: ClientId): boolean {
    return this.#clients.has(id);
  }

  get(id: ClientId): Client | undefined {
    const kept = this.#clients.get(id);
    if (kept === undefined) return undefined;
    return kept.client ?? this.#unpack(kept);
  }

  set(client: Client): void {
    const { id } = client;
    this.#clients.set(id, { id, text: packClient(client), client: undefined, unpacking: LONG_AGO });
  }

  delete(id: ClientId): void {
    this.#clients.delete(id);
  }

  clear(): void {
    this.#clients.clear();
    this.#ready.fill(undefined);
  }

  #unpack(kept: Kept): Client {
    const client = unpackClient(kept.id, kept.text);
    this.#unpackings += 1;
    if (this.#unpackings - kept.unpacking <= READY_MAX) this.#keepReady(kept, client);
    kept.unpacking = this.#unpackings;
    return client;
  }

  #keepReady(kept: Kept, client: Client): void {
    kept.client = client;
    const replaced = this.#ready[this.#nextPlace];
    if (replaced !== undefined) replaced.client = undefined;
    this.#ready[this.#nextPlace] = kept;
    this.#nextPlace = (this.#nextPlace + 1) % READY_MAX;
  }
}
