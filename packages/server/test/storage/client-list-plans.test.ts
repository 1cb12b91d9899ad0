import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import { describe, expect, it } from "vitest";
import { CLIENT_ORDERS, type ClientOrder } from "../../src/domain/administration-reader.ts";
import { KyselyAdministrationReader } from "../../src/storage/administration-reader.ts";
import { migrate } from "../../src/storage/migrate.ts";
import type { Schema } from "../../src/storage/schema.ts";
import { NodeSqliteDialect } from "../../src/storage/sqlite-dialect.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** How SQLite finds the rows of the first query that `ask` leads to. */
async function planOf(ask: (reader: KyselyAdministrationReader) => Promise<unknown>): Promise<string> {
  const path = join(temporaryFolder(), "plans.sqlite");
  const asked: string[] = [];
  const database = new Kysely<Schema>({
    dialect: new NodeSqliteDialect({ path }),
    log: ({ query }) => void asked.push(query.sql),
  });
  try {
    await migrate(database, "sqlite");
    asked.length = 0;
    await ask(new KyselyAdministrationReader(database));
  } finally {
    await database.destroy();
  }
  const plain = new DatabaseSync(path);
  try {
    const sql = asked[0] ?? "";
    const rows = plain.prepare(`explain query plan ${sql}`).all(...Array(sql.split("?").length - 1).fill("x"));
    return rows.map(({ detail }) => String(detail)).join("\n");
  } finally {
    plain.close();
  }
}

describe("the list of clients", () => {
  it.each(Object.keys(CLIENT_ORDERS) as ClientOrder[])(
    "by %s is read in the order of an index, from any page on",
    async (order) => {
      const value = CLIENT_ORDERS[order].valueType === "number" ? 5 : "m";
      const first = await planOf((reader) => reader.listClients({ limit: 50, order }));
      const next = await planOf((reader) => reader.listClients({ limit: 50, order, after: { value, id: "x" } }));
      expect(first).toMatch(/^SCAN clients USING INDEX clients_by_\w+$/);
      expect(next).toMatch(/^SEARCH clients USING INDEX clients_by_\w+ \(.+\)$/);
    },
  );

  it("of one partner is found by an index", async () => {
    const plan = await planOf((reader) => reader.listClients({ limit: 50, visibleOrganizationIds: ["org_1"] }));
    expect(plan).toContain("SEARCH clients USING INDEX clients_by_organization (organization_id=?");
  });
});
