import { Migrator } from "kysely/migration";
import { describe, expect, it, onTestFinished } from "vitest";
import { newClientId } from "../../src/domain/identifier.ts";
import type { Database } from "../../src/storage/database.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { tablesMigration } from "../../src/storage/migrations/0001-tables.ts";
import { revocationsMigration } from "../../src/storage/migrations/0002-revocations.ts";
import { readOrganizationDetails } from "../../src/storage/organization-list.ts";
import { KyselyUsageStore } from "../../src/storage/usage-store.ts";
import { DATABASE_KINDS, type DatabaseKind } from "../support/database-kinds.ts";

describe.each(DATABASE_KINDS)("a database of before the dashboard, $name", (kind) => {
  it("keeps when its secrets were used, and knows from them when clients and organizations were", async () => {
    const { writer, reader, dialect } = await openBefore(kind);
    const [used, unused] = [newClientId(), newClientId()];
    await writer.insertInto("organizations").values({ id: "org_1", name: "Acme", created_at: 1 }).execute();
    for (const id of [used, unused]) {
      const facts = { name: id, kind: "client", authentication_method: "client_secret", is_enabled: 1, generation: 1 };
      const row = { id, organization_id: "org_1", ...facts, claims: "{}", created_at: 1, created_by: "test" };
      await writer.insertInto("clients").values(row).execute();
    }
    const use = { client_id: used, first_used_at: 5, last_used_from: "192.0.2.1", tokens_issued: 7 };
    for (const [secret_id, last_used_at] of [
      ["cred_1", 20],
      ["cred_2", 10],
    ] as const)
      await writer
        .insertInto("secret_uses")
        .values({ ...use, secret_id, last_used_at })
        .execute();

    await migrate(writer, dialect);

    const facts = { clientId: used, firstUsedAt: 5, lastUsedFrom: "192.0.2.1", lastUserAgent: "", tokensIssued: 7 };
    expect(await new KyselyUsageStore(writer).findUses(used)).toEqual([
      { ...facts, secretId: "cred_1", lastUsedAt: 20 },
      { ...facts, secretId: "cred_2", lastUsedAt: 10 },
    ]);
    const clients = await reader.selectFrom("clients").select(["id", "last_used_at"]).execute();
    expect(new Map(clients.map(({ id, last_used_at }) => [id, last_used_at]))).toEqual(
      new Map([
        [used, 20],
        [unused, null],
      ]),
    );
    expect(await readOrganizationDetails(reader, ["org_1"])).toMatchObject([{ clients: 2, lastUsedAt: 20 }]);
  });
});

/** With the tables that there were before the dashboard. */
async function openBefore(kind: DatabaseKind): Promise<Database> {
  const database = kind.open(await kind.locate());
  onTestFinished(() => database.close());
  const migrations = { "0001-tables": tablesMigration(database.dialect), "0002-revocations": revocationsMigration };
  const provider = { getMigrations: async () => migrations };
  const { error } = await new Migrator({ db: database.writer, provider }).migrateToLatest();
  if (error !== undefined) throw error;
  return database;
}
