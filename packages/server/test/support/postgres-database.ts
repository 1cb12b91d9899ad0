import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

/** A new, empty database on the PostgreSQL of this run; returns its URL. The server ends with the run, and the database with it. */
export async function createPostgresDatabase(): Promise<string> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  const administrator = new pg.Client({ connectionString: inject("postgresUrl") });
  await administrator.connect();
  await administrator.query(`create database ${name}`);
  await administrator.end();
  const url = new URL(inject("postgresUrl"));
  url.pathname = `/${name}`;
  return url.href;
}
