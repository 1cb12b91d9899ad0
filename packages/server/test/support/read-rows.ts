import type { Selectable } from "kysely";
import { openCommandDatabase } from "../../src/storage/database.ts";
import type { Schema } from "../../src/storage/schema.ts";
import type { RunningServer } from "./running-server.ts";

/** Every row of a table, in the order of insertion where the database keeps one; read past the server. */
export async function readRows<Table extends keyof Schema & string>(
  { config }: Pick<RunningServer, "config">,
  table: Table,
): Promise<readonly Selectable<Schema[Table]>[]> {
  const database = openCommandDatabase(config.database);
  try {
    return (await database.reader.selectFrom(table).selectAll().execute()) as readonly Selectable<Schema[Table]>[];
  } finally {
    await database.close();
  }
}
