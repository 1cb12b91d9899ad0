import type { RunningServer } from "./running-server.ts";
import { runStatement } from "./stores.ts";

/** Runs without one of the server's tables. When this returns the table is back, and the server has seen that the database can be read. */
export async function withoutTable(server: RunningServer, table: string, run: () => Promise<void>): Promise<void> {
  const { database } = server.config;
  await runStatement(database, `alter table ${table} rename to ${table}_away`);
  try {
    await run();
  } finally {
    await runStatement(database, `alter table ${table}_away rename to ${table}`);
    await server.seesChanges();
  }
}
