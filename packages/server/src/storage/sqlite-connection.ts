import { closeSync, openSync } from "node:fs";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { SqliteDatabase, SqliteStatement } from "kysely";
import { isRowsParameter, type RowsParameter } from "./row-batch.ts";

const BUSY_TIMEOUT_MILLISECONDS = 5_000;
/** Pages kept by one connection, in KiB (negative, as SQLite has it). */
const PAGE_CACHE_KIBIBYTES = -65_536;
/** Pages of 4 KiB that the log may gather before they are written to their places: a page that changes often meanwhile is written once. */
const LOG_PAGES = 16_384;
/** There are a few dozen different statements; the bound only guards against one that is built from values. */
const STATEMENTS_MAX = 500;

export interface SqliteOptions {
  readonly path: string;
  /** A reader never waits for a writer, and never makes one wait. */
  readonly isReadOnly?: boolean;
}

/** Opens (and makes, 0600) the database file, and adapts `node:sqlite` to what Kysely expects. */
export function openSqlite(options: SqliteOptions): SqliteDatabase {
  if (options.isReadOnly !== true) closeSync(openSync(options.path, "a", 0o600));
  const database = new DatabaseSync(options.path, {
    timeout: BUSY_TIMEOUT_MILLISECONDS,
    enableForeignKeyConstraints: true,
    readOnly: options.isReadOnly ?? false,
  });
  database.exec(`PRAGMA cache_size = ${PAGE_CACHE_KIBIBYTES}`);
  if (options.isReadOnly !== true) {
    database.exec("PRAGMA journal_mode = WAL");
    // FULL: a secret that was shown once survives a power cut. Writes are few, and none is on the way to a token.
    database.exec("PRAGMA synchronous = FULL");
    database.exec(`PRAGMA wal_autocheckpoint = ${LOG_PAGES}`);
  }
  const statements = new Map<string, SqliteStatement>();
  return {
    prepare: (sql) => statements.get(sql) ?? remember(statements, sql, adaptStatement(database.prepare(sql))),
    close: () => database.close(),
  };
}

function remember(statements: Map<string, SqliteStatement>, sql: string, statement: SqliteStatement): SqliteStatement {
  if (statements.size >= STATEMENTS_MAX) statements.clear();
  statements.set(sql, statement);
  return statement;
}

function adaptStatement(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...parameters.map(toSqliteValue)),
    run: (parameters) => {
      const [first] = parameters;
      return isRowsParameter(first) ? runEach(statement, first) : statement.run(...parameters.map(toSqliteValue));
    },
    iterate: (parameters) => statement.iterate(...parameters.map(toSqliteValue)),
  };
}

function runEach(statement: StatementSync, { rows }: RowsParameter): { changes: bigint; lastInsertRowid: number } {
  let changes = 0n;
  for (const row of JSON.parse(rows) as SQLInputValue[][]) changes += BigInt(statement.run(...row).changes);
  return { changes, lastInsertRowid: 0 };
}

// node:sqlite reads an object in first place, a Date too, as named parameters and binds NULL without a word.
function toSqliteValue(value: unknown): SQLInputValue {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "bigint")
    return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`SQLite cannot store a value of type ${typeof value}`);
}
