import type { Client } from "./client.ts";
import type { ClientId } from "./identifier.ts";
import { packClient, unpackClient } from "./packed-client.ts";
import { RecentMap } from "./recent-map.ts";

/** Clients that are asked about again and again. Unpacking one takes some microseconds. */
const UNPACKED_MAX = 1_000;

/** The clients that a server holds: all of them packed, and those of the last moments ready for use. */
export class ClientMemory {
  readonly #packed: RecentMap<ClientId, string>;
  readonly #unpacked = new RecentMap<ClientId, Client>(UNPACKED_MAX);
  readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#packed = new RecentMap(capacity);
  }

  get size(): number {
    return this.#packed.size;
  }

  get isFull(): boolean {
    return this.#packed.size >= this.capacity;
  }

  has(id: ClientId): boolean {
    return this.#packed.has(id);
  }

  get(id: ClientId): Client | undefined {
    const unpacked = this.#unpacked.get(id);
    if (unpacked !== undefined) return unpacked;
    const text = this.#packed.get(id);
    if (text === undefined) return undefined;
    const client = unpackClient(id, text);
    this.#unpacked.set(id, client);
    return client;
  }

  set(client: Client): void {
    this.#unpacked.delete(client.id);
    this.#packed.set(client.id, packClient(client));
  }

  delete(id: ClientId): void {
    this.#unpacked.delete(id);
    this.#packed.delete(id);
  }

  clear(): void {
    this.#unpacked.clear();
    this.#packed.clear();
  }
}
