import { type Kysely, sql } from "kysely";
import type { Schema } from "./schema.ts";

export interface ServiceCounts {
  readonly clients: number;
  readonly organizations: number;
}

/** How much there is. */
export async function readServiceCounts(database: Kysely<Schema>): Promise<ServiceCounts> {
  const count = sql<number>`count(*)`.as("count");
  const clients = await database
    .selectFrom("clients")
    .select(count)
    .where("deleted_at", "is", null)
    .executeTakeFirstOrThrow();
  const organizations = await database.selectFrom("organizations").select(count).executeTakeFirstOrThrow();
  return { clients: clients.count, organizations: organizations.count };
}
