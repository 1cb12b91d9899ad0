import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { tablesMigration } from "./migrations/0001-tables.ts";

/** Brings the database to the present schema. Safe when several processes start at once: one migrates, the others wait for it. */
export async function migrate<Schema>(database: Kysely<Schema>, dialect: "sqlite" | "postgres"): Promise<void> {
  const provider = { getMigrations: async () => ({ "0001-tables": tablesMigration(dialect) }) };
  const { error } = await new Migrator({ db: database, provider }).migrateToLatest();
  if (error !== undefined) throw error;
}
