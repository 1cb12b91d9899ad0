import { type Kysely, type Selectable, sql } from "kysely";
import type { OrganizationDetails, OrganizationQuery } from "../domain/administration-reader.ts";
import { cutPage, type Page } from "../domain/cursor.ts";
import type { Organization } from "../domain/organization.ts";
import { afterPosition, matchesSearch } from "./list-conditions.ts";
import type { OrganizationsTable, Schema } from "./schema.ts";

export function toOrganization(row: Selectable<OrganizationsTable>): Organization {
  return { id: row.id, name: row.name, createdAt: row.created_at };
}

/** A page of partners, by name. */
export async function pageOrganizations(
  database: Kysely<Schema>,
  { limit, after, search = "", visibleOrganizationIds }: OrganizationQuery,
): Promise<Page<OrganizationDetails>> {
  if (visibleOrganizationIds?.length === 0) return { items: [], next: undefined };
  const columns = { value: sql<string>`lower(name)`, id: sql<string>`id`, direction: "asc" } as const;
  let select = database
    .selectFrom("organizations")
    .select(["id", columns.value.as("value")])
    .orderBy(columns.value)
    .orderBy("id")
    .limit(limit + 1);
  if (visibleOrganizationIds !== undefined) select = select.where("id", "in", visibleOrganizationIds);
  if (after !== undefined) select = select.where(afterPosition(columns, after));
  if (search !== "") select = select.where(({ ref }) => matchesSearch({ name: ref("name"), id: ref("id") }, search));
  const { rows, next } = cutPage(await select.execute(), limit, ({ id, value }) => ({ id, value }));
  const items = await readOrganizationDetails(
    database,
    rows.map(({ id }) => id),
  );
  return { items, next };
}

/** Partners with what belongs to them, in the order of `ids`. */
export async function readOrganizationDetails(
  database: Kysely<Schema>,
  ids: readonly string[],
): Promise<readonly OrganizationDetails[]> {
  if (ids.length === 0) return [];
  const [organizations, clients, members] = await Promise.all([
    database
      .selectFrom("organizations")
      .leftJoin("organization_uses", "organization_id", "id")
      .selectAll("organizations")
      .select("last_used_at")
      .where("id", "in", ids)
      .execute(),
    database
      .selectFrom("clients")
      .select((select) => ["organization_id", select.fn.countAll<number>().as("count")])
      .where("organization_id", "in", ids)
      .where("deleted_at", "is", null)
      .groupBy("organization_id")
      .execute(),
    database
      .selectFrom("memberships")
      .select((select) => ["organization_id", select.fn.countAll<number>().as("count")])
      .where("organization_id", "in", ids)
      .groupBy("organization_id")
      .execute(),
  ]);
  const found = new Map(organizations.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = found.get(id);
    if (row === undefined) return [];
    return {
      ...toOrganization(row),
      version: row.version,
      clients: clients.find((one) => one.organization_id === id)?.count ?? 0,
      members: members.find((one) => one.organization_id === id)?.count ?? 0,
      lastUsedAt: row.last_used_at ?? undefined,
    };
  });
}
