import { type Kysely, sql } from "kysely";
import type { ClientOrder, ClientQuery } from "../domain/administration-reader.ts";
import type { ClientDetails } from "../domain/client.ts";
import { cutPage, type Page } from "../domain/cursor.ts";
import { readClientDetails } from "./client-details.ts";
import { afterPosition, matchesSearch, type SortColumns } from "./list-conditions.ts";
import type { Schema } from "./schema.ts";

/** Each is the expression of an index. */
const SORT_VALUES = {
  created_at: sql<string | number>`created_at`,
  name: sql<string | number>`lower(name)`,
  last_used_at: sql<string | number>`coalesce(last_used_at, 0)`,
} as const;

/** A page of clients with everything that people see of them. */
export async function pageClients(database: Kysely<Schema>, query: ClientQuery): Promise<Page<ClientDetails>> {
  if (query.visibleOrganizationIds?.length === 0) return { items: [], next: undefined };
  const { rows, next } = cutPage(await selectRows(database, query), query.limit, ({ id, value }) => ({ id, value }));
  const items = await readClientDetails(
    database,
    rows.map(({ id }) => id),
  );
  return { items, next };
}

// One more than asked for, to know whether there is a next page.
function selectRows(database: Kysely<Schema>, query: ClientQuery): Promise<{ id: string; value: string | number }[]> {
  const { value, id, direction } = sortColumns(query.order ?? "-created_at");
  let select = database
    .selectFrom("clients")
    .select(["id", value.as("value")])
    .where("deleted_at", "is", null)
    .orderBy(value, direction)
    .orderBy(id, direction)
    .limit(query.limit + 1);
  const { after, search = "", organizationId, isEnabled, visibleOrganizationIds } = query;
  if (organizationId !== undefined) select = select.where("organization_id", "=", organizationId);
  if (visibleOrganizationIds !== undefined) select = select.where("organization_id", "in", visibleOrganizationIds);
  if (isEnabled !== undefined) select = select.where("is_enabled", "=", isEnabled ? 1 : 0);
  if (after !== undefined) select = select.where(afterPosition({ value, id, direction }, after));
  if (search !== "") select = select.where(({ ref }) => matchesSearch({ name: ref("name"), id: ref("id") }, search));
  return select.execute();
}

function sortColumns(order: ClientOrder) {
  const direction = order.startsWith("-") ? "desc" : "asc";
  const column = order.replace("-", "") as keyof typeof SORT_VALUES;
  return { value: SORT_VALUES[column], id: sql<string>`id`, direction } satisfies SortColumns;
}
