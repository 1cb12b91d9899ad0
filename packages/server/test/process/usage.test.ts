import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type DatabaseLocation, openCommandDatabase } from "../../src/storage/database.ts";
import { PROCESS_DATABASES } from "../support/process-databases.ts";
import { requestToken, runCommand, startServer } from "../support/server-process.ts";

const TABLES = ["usage_minutes", "usage_hours", "usage_days"] as const;

interface Total {
  readonly issued: number;
  readonly denied: number;
}

/** What a table has of a client. */
async function total(location: DatabaseLocation, table: (typeof TABLES)[number], clientId: string): Promise<Total> {
  const database = openCommandDatabase(location);
  const rows = await database.reader
    .selectFrom(table)
    .select(["issued", "denied"])
    .where("client_id", "=", clientId)
    .execute();
  await database.close();
  return rows.reduce((sum, row) => ({ issued: sum.issued + row.issued, denied: sum.denied + row.denied }), {
    issued: 0,
    denied: 0,
  });
}

describe.each(PROCESS_DATABASES)("usage of real servers, $name", ({ prepare }) => {
  it("adds up over two servers at once, and outlives them", async () => {
    const { environment, location } = await prepare();
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
      expect(await total(location, table, client_id)).toEqual({ issued: 10, denied: 2 });
      expect(await total(location, table, "")).toEqual({ issued: 10, denied: 2 });
    }
    const again = await startServer(environment);
    await again.ready();
    await requestToken(again.url, client_id, client_secret);
    again.child.kill("SIGTERM");
    await again.ended;
    for (const table of TABLES) expect((await total(location, table, client_id)).issued).toBe(11);
  }, 60_000);

  it("loses what memory held and nothing else to kill -9, and says the same in minutes, hours and days", async () => {
    const { environment, location } = await prepare();
    const created = await runCommand(["clients", "create", "--name", "a", "--json"], environment);
    const { client_id, client_secret } = JSON.parse(created.stdout) as { client_id: string; client_secret: string };
    const server = await startServer(environment);
    await server.ready();
    for (let index = 0; index < 4; index += 1) await requestToken(server.url, client_id, client_secret);
    while ((await total(location, "usage_days", client_id)).issued < 4) await delay(100); // written every few seconds
    for (let index = 0; index < 3; index += 1) await requestToken(server.url, client_id, client_secret);
    server.child.kill("SIGKILL");
    await server.ended;
    const totals = await Promise.all(TABLES.map((table) => total(location, table, client_id)));
    expect(totals[0]?.issued).toBeGreaterThanOrEqual(4);
    expect(totals[0]?.issued).toBeLessThanOrEqual(7);
    expect(totals).toEqual([totals[0], totals[0], totals[0]]);
  }, 60_000);
});
