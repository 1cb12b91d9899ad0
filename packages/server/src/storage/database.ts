import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Schema } from "./schema.ts";
import { NodeSqliteDialect } from "./sqlite-dialect.ts";
import { SqliteWorkerDialect } from "./sqlite-worker-dialect.ts";

export type DatabaseLocation =
  | { readonly kind: "sqlite"; readonly path: string }
  | { readonly kind: "postgres"; readonly url: string };

/** Reads and writes are apart, so that no write holds up a token. */
export interface Database {
  readonly dialect: "sqlite" | "postgres";
  readonly reader: Kysely<Schema>;
  readonly writer: Kysely<Schema>;
  close(): Promise<void>;
}

const CONNECTIONS_MAX = 10;
const CONNECT_TIMEOUT_MILLISECONDS = 2_000;
/** Longer than any statement needs; a database that hangs counts as away. */
const QUERY_TIMEOUT_MILLISECONDS = 5_000;

/** For the server: SQLite is read in one thread and written in another. The file has to be migrated before it is read. */
export function openServerDatabase(location: DatabaseLocation, onIdleError: (error: Error) => void): Database {
  return location.kind === "postgres" ? openPostgres(location.url, onIdleError) : openServerSqlite(location.path);
}

/** For a command that runs and ends: one connection for everything. */
export function openCommandDatabase(location: DatabaseLocation): Database {
  if (location.kind === "postgres") return openPostgres(location.url, () => undefined);
  const database = new Kysely<Schema>({ dialect: new NodeSqliteDialect({ path: location.path }) });
  return { dialect: "sqlite", reader: database, writer: database, close: () => database.destroy() };
}

function openServerSqlite(path: string): Database {
  const writer = new Kysely<Schema>({ dialect: new SqliteWorkerDialect({ path }) });
  const reader = new Kysely<Schema>({ dialect: new SqliteWorkerDialect({ path, isReadOnly: true }) });
  return {
    dialect: "sqlite",
    reader,
    writer,
    async close() {
      await reader.destroy();
      await writer.destroy();
    },
  };
}

function openPostgres(url: string, onIdleError: (error: Error) => void): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MILLISECONDS,
    query_timeout: QUERY_TIMEOUT_MILLISECONDS,
    types: { getTypeParser: parserFor },
  });
  // Without a listener, a database that goes away while a connection is idle ends the process.
  pool.on("error", onIdleError);
  // The same for one that is in use, which the pool does not listen to: whatever runs on it fails with the same error.
  pool.on("connect", (client) => client.on("error", () => undefined));
  const database = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  return { dialect: "postgres", reader: database, writer: database, close: () => database.destroy() };
}

// INT8 as a number: all of ours are milliseconds, positions and counts, far below 2^53.
function parserFor(oid: number, format?: "text" | "binary"): (value: string) => unknown {
  if (oid === pg.types.builtins.INT8) return Number;
  return pg.types.getTypeParser(oid, format) as (value: string) => unknown;
}
