import type { Kysely, Selectable } from "kysely";
import type { Catalog, CatalogReader, ResourceRepository } from "../domain/ports.ts";
import type { Resource, ResourceScope, SigningAlgorithm } from "../domain/resource.ts";
import type { ResourceScopesTable, ResourcesTable, Schema } from "./schema.ts";

const LONGEST_LIFETIME = "longest_token_lifetime_seconds";
const LONGEST_STALE_TIME = "longest_stale_seconds";

export class KyselyResourceRepository implements ResourceRepository, CatalogReader {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async readCatalog(): Promise<Catalog> {
    const rows = await this.#database.selectFrom("resources").selectAll().orderBy("created_at").orderBy("id").execute();
    const scopes = await this.#database.selectFrom("resource_scopes").selectAll().orderBy("name").execute();
    return {
      resources: rows.map((row) => toResource(row, scopes)),
      longestLifetimeSeconds: await this.#readSetting(LONGEST_LIFETIME),
    };
  }

  async find(audience: string): Promise<Resource | undefined> {
    const row = await this.#database
      .selectFrom("resources")
      .selectAll()
      .where("audience", "=", audience)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const scopes = await this.#database
      .selectFrom("resource_scopes")
      .selectAll()
      .where("resource_id", "=", row.id)
      .execute();
    return toResource(row, scopes);
  }

  async insert(resource: Resource): Promise<void> {
    await this.#database
      .insertInto("resources")
      .values({
        id: resource.id,
        audience: resource.audience,
        name: resource.name,
        signing_algorithm: resource.signingAlgorithm,
        token_lifetime_seconds: resource.tokenLifetimeSeconds ?? null,
        created_at: resource.createdAt,
      })
      .execute();
    await this.insertScopes(resource.id, resource.scopes);
  }

  async update(resource: Pick<Resource, "id" | "name" | "signingAlgorithm" | "tokenLifetimeSeconds">): Promise<void> {
    await this.#database
      .updateTable("resources")
      .set({
        name: resource.name,
        signing_algorithm: resource.signingAlgorithm,
        token_lifetime_seconds: resource.tokenLifetimeSeconds ?? null,
      })
      .where("id", "=", resource.id)
      .execute();
  }

  async insertScopes(resourceId: string, scopes: readonly ResourceScope[]): Promise<void> {
    if (scopes.length === 0) return;
    await this.#database
      .insertInto("resource_scopes")
      .values(scopes.map(({ name, description }) => ({ resource_id: resourceId, name, description })))
      .onConflict((conflict) => conflict.columns(["resource_id", "name"]).doNothing())
      .execute();
  }

  async raiseLongestLifetime(seconds: number): Promise<void> {
    await this.#raiseSetting(LONGEST_LIFETIME, seconds);
  }

  async raiseLongestStaleTime(seconds: number): Promise<void> {
    await this.#raiseSetting(LONGEST_STALE_TIME, seconds);
  }

  /** What decides how long a revocation has to be told. */
  async readLongestTimes(): Promise<{ readonly longestLifetimeSeconds: number; readonly staleSeconds: number }> {
    return {
      longestLifetimeSeconds: await this.#readSetting(LONGEST_LIFETIME),
      staleSeconds: await this.#readSetting(LONGEST_STALE_TIME),
    };
  }

  async #raiseSetting(name: string, seconds: number): Promise<void> {
    if (seconds <= (await this.#readSetting(name))) return;
    const value = String(seconds);
    await this.#database
      .insertInto("settings")
      .values({ name, value })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
      .execute();
  }

  async #readSetting(name: string): Promise<number> {
    const row = await this.#database.selectFrom("settings").select("value").where("name", "=", name).executeTakeFirst();
    return Number(row?.value ?? 0);
  }
}

function toResource(row: Selectable<ResourcesTable>, scopes: readonly Selectable<ResourceScopesTable>[]): Resource {
  return {
    id: row.id,
    audience: row.audience,
    name: row.name,
    signingAlgorithm: row.signing_algorithm as SigningAlgorithm,
    tokenLifetimeSeconds: row.token_lifetime_seconds ?? undefined,
    createdAt: row.created_at,
    scopes: scopes
      .filter((scope) => scope.resource_id === row.id)
      .map(({ name, description }) => ({ name, description })),
  };
}
