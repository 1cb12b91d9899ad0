import { randomBytes } from "node:crypto";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { inject } from "vitest";
import type { DatabaseLocation } from "../../src/storage/database.ts";

/** Every wire test runs on both. */
export const STORES = ["SQLite", "PostgreSQL"] as const;
export type Store = (typeof STORES)[number];

export interface TestDatabase {
  /** For CELITECH_AUTH_DATABASE_URL. */
  readonly url: string;
  drop(): Promise<void>;
}

/** A database that nobody else uses: a file in the folder, or a fresh database in the PostgreSQL of the test run. */
export async function createTestDatabase(store: Store, folder: string): Promise<TestDatabase> {
  if (store === "SQLite") return { url: `sqlite:${join(folder, SQLITE_FILE)}`, drop: async () => undefined };
  return createPostgresDatabase("");
}

/** A copy of a database that nobody has open. */
export async function copyTestDatabase(original: TestDatabase, folder: string): Promise<TestDatabase> {
  if (original.url.startsWith("postgres:"))
    return createPostgresDatabase(`template ${new URL(original.url).pathname.slice(1)}`);
  const file = join(folder, SQLITE_FILE);
  copyFileSync(original.url.slice("sqlite:".length), file);
  return { url: `sqlite:${file}`, drop: async () => undefined };
}

const SQLITE_FILE = "test.sqlite";

async function createPostgresDatabase(options: string): Promise<TestDatabase> {
  const name = `wire_${randomBytes(8).toString("hex")}`;
  await runOnServer(`create database ${name} ${options}`);
  const url = new URL(inject("postgresUrl"));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => runOnServer(`drop database if exists ${name} with (force)`) };
}

/** Runs one statement on a connection of its own, past the server. */
export async function runStatement(location: DatabaseLocation, statement: string): Promise<void> {
  if (location.kind === "postgres") return runOnPostgres(location.url, statement);
  const database = new DatabaseSync(location.path, { timeout: 5_000 });
  try {
    database.exec(statement);
  } finally {
    database.close();
  }
}

function runOnServer(statement: string): Promise<void> {
  return runOnPostgres(inject("postgresUrl"), statement);
}

async function runOnPostgres(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
