import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { tablesMigration } from "./migrations/0001-tables.ts";
import { revocationsMigration } from "./migrations/0002-revocations.ts";
import { dashboardMigration } from "./migrations/0003-dashboard.ts";

/** Brings the database to the present schema. Safe when several processes start at once: one migrates, the others wait for it. */
export async function migrate<Schema>(database: Kysely<Schema>, dialect: "sqlite" | "postgres"): Promise<void> {
  const migrations = {
    "0001-tables": tablesMigration(dialect),
    "0002-revocations": revocationsMigration,
    "0003-dashboard": dashboardMigration(dialect),
  };
  const provider = { getMigrations: async () => migrations };
  const { error } = await new Migrator({ db: database, provider }).migrateToLatest();
  if (error !== undefined) throw error;
}
