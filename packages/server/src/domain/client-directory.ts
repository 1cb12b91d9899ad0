import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "./client.ts";
import { ClientMemory } from "./client-memory.ts";
import type { ClientId } from "./identifier.ts";
import type { ClientReader } from "./ports.ts";
import { RecentMap } from "./recent-map.ts";

/** Ids that do not exist are remembered too, so that strangers do not make the database work, in a bound of their own. */
const UNKNOWN_IDS_MAX = 10_000;

/** Clients that are read ahead at once: few enough that no token waits long for them. */
const PAGE_CLIENTS = 200;

interface Load {
  readonly client: Promise<Client | undefined>;
  /** A change arrived while the database was being read: what was read may be older than the change. */
  isOutdated: boolean;
}

/** The clients in memory: what the token endpoint reads instead of the database. `forget` is called for every change. */
export class ClientDirectory {
  readonly #reader: ClientReader;
  readonly #known: ClientMemory;
  readonly #unknown = new RecentMap<ClientId, true>(UNKNOWN_IDS_MAX);
  readonly #loads = new Map<ClientId, Load>();
  /** Whose changes came while a page was being read ahead; undefined: none is, or it is outdated as a whole. */
  #changedMeanwhile: Set<ClientId> | undefined;

  constructor(reader: ClientReader, clientsMax: number) {
    this.#reader = reader;
    this.#known = new ClientMemory(clientsMax);
  }

  get size(): number {
    return this.#known.size;
  }

  /** How many clients it holds at most. */
  get capacity(): number {
    return this.#known.capacity;
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

  /**
   * Reads clients until all are in memory or it is full, so that those who come first after a start wait for no database, and are served
   * when it goes away. It takes half of a thread's time at most. Throws what the database throws; who is missing then is read when asked for.
   */
  async readAhead(signal: AbortSignal): Promise<void> {
    for (let last: ClientId | "" = ""; !signal.aborted && !this.#known.isFull; ) {
      const startedAt = performance.now();
      const page: readonly Client[] = await this.#readPage(last);
      const next = page.at(-1)?.id;
      if (next === undefined || page.length < PAGE_CLIENTS) return;
      last = next;
      await delay(performance.now() - startedAt, undefined, { ref: false });
    }
  }

  async #readPage(after: ClientId | ""): Promise<readonly Client[]> {
    const changed = new Set<ClientId>();
    this.#changedMeanwhile = changed;
    try {
      const page = await this.#reader.listClients(after, PAGE_CLIENTS);
      if (this.#changedMeanwhile === changed)
        for (const client of page)
          if (!changed.has(client.id) && !this.#known.isFull && !this.#known.has(client.id)) this.#known.set(client);
      return page;
    } finally {
      this.#changedMeanwhile = undefined;
    }
  }

  forget(id: ClientId): void {
    this.#changedMeanwhile?.add(id);
    this.#known.delete(id);
    this.#unknown.delete(id);
    this.#outdate(id);
  }

  forgetAll(): void {
    this.#changedMeanwhile = undefined;
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
    if (client === undefined) this.#unknown.set(copyText(id), true);
    else this.#known.set(client);
  }
}

// What was asked for was cut from a longer text, which it keeps in memory before Node.js 26: a secret, of a partner who mistyped the id.
function copyText<Text extends string>(text: Text): Text {
  return Buffer.from(text).toString() as Text;
}
