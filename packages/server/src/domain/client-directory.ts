import type { Client } from "./client.ts";
import type { ClientId } from "./identifier.ts";
import type { ClientReader } from "./ports.ts";
import { RecentMap } from "./recent-map.ts";

/** Ids that do not exist are remembered too, so that strangers do not make the database work, in a bound of their own. */
const UNKNOWN_IDS_MAX = 10_000;

interface Load {
  readonly client: Promise<Client | undefined>;
  /** A change arrived while the database was being read: what was read may be older than the change. */
  isOutdated: boolean;
}

/** The clients in memory: what the token endpoint reads instead of the database. `forget` is called for every change. */
export class ClientDirectory {
  readonly #reader: ClientReader;
  readonly #known: RecentMap<ClientId, Client>;
  readonly #unknown = new RecentMap<ClientId, true>(UNKNOWN_IDS_MAX);
  readonly #loads = new Map<ClientId, Load>();

  constructor(reader: ClientReader, clientsMax: number) {
    this.#reader = reader;
    this.#known = new RecentMap(clientsMax);
  }

  get size(): number {
    return this.#known.size;
  }

  /** From memory alone: the client, `"absent"` when it is known not to exist, undefined when the database has to be asked. */
  recall(id: ClientId): Client | "absent" | undefined {
    return this.#known.get(id) ?? (this.#unknown.get(id) ? "absent" : undefined);
  }

  /** From the database, once for all who ask at the same time. Throws what the database throws. */
  async load(id: ClientId): Promise<Client | undefined> {
    const running = this.#loads.get(id);
    if (running !== undefined) return running.client;
    const load: Load = { client: this.#reader.findClient(id), isOutdated: false };
    this.#loads.set(id, load);
    try {
      const client = await load.client;
      if (!load.isOutdated) this.#remember(id, client);
      return client;
    } finally {
      if (this.#loads.get(id) === load) this.#loads.delete(id);
    }
  }

  forget(id: ClientId): void {
    this.#known.delete(id);
    this.#unknown.delete(id);
    this.#outdate(id);
  }

  forgetAll(): void {
    this.#known.clear();
    this.#unknown.clear();
    for (const id of [...this.#loads.keys()]) this.#outdate(id);
  }

  // Whoever asks from now on starts a read of their own.
  #outdate(id: ClientId): void {
    const load = this.#loads.get(id);
    if (load === undefined) return;
    load.isOutdated = true;
    this.#loads.delete(id);
  }

  #remember(id: ClientId, client: Client | undefined): void {
    if (client === undefined) this.#unknown.set(id, true);
    else this.#known.set(id, client);
  }
}
