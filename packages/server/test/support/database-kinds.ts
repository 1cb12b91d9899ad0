import { join } from "node:path";
import { onTestFinished } from "vitest";
import {
  type Database,
  type DatabaseLocation,
  openCommandDatabase,
  openServerDatabase,
} from "../../src/storage/database.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { createTestDatabase } from "./stores.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface DatabaseKind {
  readonly name: string;
  locate(): Promise<DatabaseLocation>;
  open(location: DatabaseLocation): Database;
}

const locateSqlite = async (): Promise<DatabaseLocation> => ({
  kind: "sqlite",
  path: join(temporaryFolder(), "test.sqlite"),
});

/** Every way to store things: what holds for one holds for all. */
export const DATABASE_KINDS: readonly DatabaseKind[] = [
  { name: "SQLite of a command", locate: locateSqlite, open: openCommandDatabase },
  {
    name: "SQLite of the server",
    locate: locateSqlite,
    open: (location) => openServerDatabase(location, () => undefined),
  },
  {
    name: "PostgreSQL",
    locate: async () => ({ kind: "postgres", url: (await createTestDatabase("PostgreSQL", "")).url }),
    open: (location) => openServerDatabase(location, () => undefined),
  },
];

/** A migrated database that is closed when the test is finished. */
export async function openStore(kind: DatabaseKind): Promise<Database> {
  const database = kind.open(await kind.locate());
  onTestFinished(() => database.close());
  await migrate(database.writer, database.dialect);
  return database;
}
