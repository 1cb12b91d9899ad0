import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { requestToken, runCommand, startServer } from "../support/server-process.ts";
import { createTestDatabase } from "../support/stores.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const MASTER_KEY = Buffer.alloc(32, 3).toString("base64");

interface Total {
  readonly issued: number;
  readonly denied: number;
}

interface Prepared {
  readonly environment: Readonly<Record<string, string>>;
  /** What a table has of a client. */
  total(table: string, clientId: string): Promise<Total>;
}

const DATABASES: readonly { readonly name: string; readonly prepare: () => Promise<Prepared> }[] = [
  {
    name: "SQLite",
    prepare: async () => {
      const folder = temporaryFolder();
      return {
        environment: { CELITECH_AUTH_DATA_DIR: folder },
        async total(table, clientId) {
          const database = new DatabaseSync(`${folder}/celitech-auth.sqlite`, { timeout: 5_000 });
          const row = database
            .prepare(
              `select coalesce(sum(issued), 0) as issued, coalesce(sum(denied), 0) as denied from ${table} where client_id = ?`,
            )
            .get(clientId);
          database.close();
          return { ...row } as unknown as Total;
        },
      };
    },
  },
  {
    name: "PostgreSQL",
    prepare: async () => {
      const { url } = await createTestDatabase("PostgreSQL", "");
      return {
        environment: {
          CELITECH_AUTH_DATA_DIR: temporaryFolder(),
          CELITECH_AUTH_DATABASE_URL: url,
          CELITECH_AUTH_MASTER_KEY: MASTER_KEY,
        },
        async total(table, clientId) {
          const client = new pg.Client({ connectionString: url });
          await client.connect();
          const { rows } = await client.query(
            `select coalesce(sum(issued), 0)::int as issued, coalesce(sum(denied), 0)::int as denied from ${table} where client_id = $1`,
            [clientId],
          );
          await client.end();
          return rows[0] as Total;
        },
      };
    },
  },
];

const TABLES = ["usage_minutes", "usage_hours", "usage_days"];

describe.each(DATABASES)("usage of real servers, $name", ({ prepare }) => {
  it("adds up over two servers at once, and outlives them", async () => {
    const { environment, total } = await prepare();
    const created = await runCommand(["clients", "create", "--name", "a", "--json"], environment);
    const { client_id, client_secret } = JSON.parse(created.stdout) as { client_id: string; client_secret: string };
    const servers = await Promise.all([1, 2].map(() => startServer(environment)));
    await Promise.all(servers.map((server) => server.ready()));
    for (const { url } of servers) {
      for (let index = 0; index < 5; index += 1) await requestToken(url, client_id, client_secret);
      await requestToken(url, client_id, "wrong");
    }
    for (const { child } of servers) child.kill("SIGTERM");
    const ends = await Promise.all(servers.map(({ ended }) => ended));
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    for (const table of TABLES) {
      expect(await total(table, client_id)).toEqual({ issued: 10, denied: 2 });
      expect(await total(table, "")).toEqual({ issued: 10, denied: 2 });
    }
    const again = await startServer(environment);
    await again.ready();
    await requestToken(again.url, client_id, client_secret);
    again.child.kill("SIGTERM");
    await again.ended;
    for (const table of TABLES) expect((await total(table, client_id)).issued).toBe(11);
  }, 60_000);

  it("loses what memory held and nothing else to kill -9, and says the same in minutes, hours and days", async () => {
    const { environment, total } = await prepare();
    const created = await runCommand(["clients", "create", "--name", "a", "--json"], environment);
    const { client_id, client_secret } = JSON.parse(created.stdout) as { client_id: string; client_secret: string };
    const server = await startServer(environment);
    await server.ready();
    for (let index = 0; index < 4; index += 1) await requestToken(server.url, client_id, client_secret);
    while ((await total("usage_days", client_id)).issued < 4) await delay(100); // written every few seconds
    for (let index = 0; index < 3; index += 1) await requestToken(server.url, client_id, client_secret);
    server.child.kill("SIGKILL");
    await server.ended;
    const totals = await Promise.all(TABLES.map((table) => total(table, client_id)));
    expect(totals[0]?.issued).toBeGreaterThanOrEqual(4);
    expect(totals[0]?.issued).toBeLessThanOrEqual(7);
    expect(totals).toEqual([totals[0], totals[0], totals[0]]);
  }, 60_000);
});
