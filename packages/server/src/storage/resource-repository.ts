import type { Kysely, Selectable, SelectQueryBuilder } from "kysely";
import type { Catalog, CatalogReader, ResourceRepository } from "../domain/ports.ts";
import type { Resource, ResourceDetails, ResourceScope, SigningAlgorithm } from "../domain/resource.ts";
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

  async find(audience: string): Promise<ResourceDetails | undefined> {
    return (await readResources(this.#database, (select) => select.where("audience", "=", audience)))[0];
  }

  async findById(id: string): Promise<ResourceDetails | undefined> {
    return (await readResources(this.#database, (select) => select.where("id", "=", id)))[0];
  }

  // An update that changes nothing takes the row's lock on both databases; SQLite knows no `for update`.
  async lock(id: string): Promise<void> {
    await this.#raiseVersion(id, 0);
  }

  async raiseVersion(id: string): Promise<void> {
    await this.#raiseVersion(id, 1);
  }

  async insertUnlessTaken(resource: Resource): Promise<boolean> {
    const inserted = await this.#database
      .insertInto("resources")
      .values({
        id: resource.id,
        audience: resource.audience,
        name: resource.name,
        signing_algorithm: resource.signingAlgorithm,
        token_lifetime_seconds: resource.tokenLifetimeSeconds ?? null,
        created_at: resource.createdAt,
      })
      .onConflict((conflict) => conflict.column("audience").doNothing())
      .executeTakeFirst();
    if ((inserted.numInsertedOrUpdatedRows ?? 0n) === 0n) return false;
    await this.insertScopes(resource.id, resource.scopes);
    return true;
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
      .values(scopes.map((scope) => scopeRow(resourceId, scope)))
      .onConflict((conflict) => conflict.columns(["resource_id", "name"]).doNothing())
      .execute();
  }

  async putScope(resourceId: string, scope: ResourceScope): Promise<void> {
    const row = scopeRow(resourceId, scope);
    await this.#database
      .insertInto("resource_scopes")
      .values(row)
      .onConflict((conflict) => conflict.columns(["resource_id", "name"]).doUpdateSet(row))
      .execute();
  }

  async removeScope(resourceId: string, name: string): Promise<void> {
    await this.#database
      .deleteFrom("resource_scopes")
      .where("resource_id", "=", resourceId)
      .where("name", "=", name)
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

  async #raiseVersion(id: string, by: number): Promise<void> {
    await this.#database
      .updateTable("resources")
      .set((row) => ({ version: row("version", "+", by) }))
      .where("id", "=", id)
      .execute();
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

type SelectResources = SelectQueryBuilder<Schema, "resources", Selectable<ResourcesTable>>;

/** The resources that `narrow` leaves, in the order that it gives them, with their scopes by name. */
export async function readResources(
  database: Kysely<Schema>,
  narrow: (select: SelectResources) => SelectResources,
): Promise<readonly ResourceDetails[]> {
  const rows = await narrow(database.selectFrom("resources").selectAll()).execute();
  if (rows.length === 0) return [];
  const scopes = await database
    .selectFrom("resource_scopes")
    .selectAll()
    .where(
      "resource_id",
      "in",
      rows.map(({ id }) => id),
    )
    .orderBy("name")
    .execute();
  return rows.map((row) => ({ ...toResource(row, scopes), version: row.version }));
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
      .map(({ name, description, is_restricted }) => ({ name, description, isRestricted: is_restricted === 1 })),
  };
}

function scopeRow(resourceId: string, { name, description, isRestricted }: ResourceScope) {
  return { resource_id: resourceId, name, description, is_restricted: isRestricted ? 1 : 0 };
}
