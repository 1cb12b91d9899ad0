import { type Kysely, sql } from "kysely";
import type { ScopeCounts } from "../domain/administration-reader.ts";
import { cutPage, type Page, type PageQuery } from "../domain/cursor.ts";
import type { ResourceDetails } from "../domain/resource.ts";
import { splitScopes } from "./client-reader.ts";
import { afterPosition } from "./list-conditions.ts";
import { readResources } from "./resource-repository.ts";
import type { Schema } from "./schema.ts";

const BY_NAME = { value: sql<string>`lower(name)`, id: sql<string>`id`, direction: "asc" } as const;

/** A page of APIs, by name. */
export async function pageResources(
  database: Kysely<Schema>,
  { limit, after }: PageQuery,
): Promise<Page<ResourceDetails>> {
  let select = database
    .selectFrom("resources")
    .select(["id", BY_NAME.value.as("value")])
    .orderBy(BY_NAME.value)
    .orderBy("id")
    .limit(limit + 1);
  if (after !== undefined) select = select.where(afterPosition(BY_NAME, after));
  const { rows, next } = cutPage(await select.execute(), limit, ({ id, value }) => ({ id, value }));
  return {
    items: await findResources(
      database,
      rows.map(({ id }) => id),
    ),
    next,
  };
}

/** Those of the ids that there are, in this order. */
export async function findResources(
  database: Kysely<Schema>,
  ids: readonly string[],
): Promise<readonly ResourceDetails[]> {
  if (ids.length === 0) return [];
  const found = await readResources(database, (select) => select.where("id", "in", ids));
  return ids.flatMap((id) => found.find((resource) => resource.id === id) ?? []);
}

/** Many clients have the same scopes: the database counts them by that text, in the order of an index. */
export async function countScopes(
  database: Kysely<Schema>,
  resourceIds: readonly string[],
  visibleOrganizationIds: readonly string[] | undefined,
): Promise<ScopeCounts> {
  const counts = new Map<string, Map<string, number>>();
  if (resourceIds.length === 0 || visibleOrganizationIds?.length === 0) return counts;
  let select = database
    .selectFrom("client_grants as g")
    .select((grant) => ["g.resource_id", "g.scopes", grant.fn.countAll<number>().as("clients")])
    .where("g.resource_id", "in", resourceIds)
    .groupBy(["g.resource_id", "g.scopes"]);
  if (visibleOrganizationIds !== undefined)
    select = select
      .innerJoin("clients as c", "c.id", "g.client_id")
      .where("c.organization_id", "in", visibleOrganizationIds);
  for (const { resource_id, scopes, clients } of await select.execute()) {
    const ofResource = counts.get(resource_id) ?? new Map<string, number>();
    counts.set(resource_id, ofResource);
    for (const scope of splitScopes(scopes)) ofResource.set(scope, (ofResource.get(scope) ?? 0) + clients);
  }
  return counts;
}
