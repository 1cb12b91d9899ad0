import type { Catalog, CatalogReader } from "./ports.ts";
import type { Resource } from "./resource.ts";

/** All resources, in memory: there are few, and every token names one. */
export class ResourceCatalog {
  readonly #reader: CatalogReader;
  #byId: ReadonlyMap<string, Resource> = new Map();
  #longestLifetimeSeconds = 0;

  constructor(reader: CatalogReader) {
    this.#reader = reader;
  }

  get longestLifetimeSeconds(): number {
    return this.#longestLifetimeSeconds;
  }

  get resources(): Iterable<Resource> {
    return this.#byId.values();
  }

  find(id: string): Resource | undefined {
    return this.#byId.get(id);
  }

  async reload(): Promise<void> {
    const catalog: Catalog = await this.#reader.readCatalog();
    this.#byId = new Map(catalog.resources.map((resource) => [resource.id, resource]));
    this.#longestLifetimeSeconds = catalog.longestLifetimeSeconds;
  }
}
