import { afterEach, describe, expect, it, vi } from "vitest";
import { KyselyAuditPruner } from "../../src/storage/audit-pruner.ts";
import { KyselyChangeLog } from "../../src/storage/change-log.ts";
import type { Database } from "../../src/storage/database.ts";
import { Housekeeping } from "../../src/storage/housekeeping.ts";
import { KyselyIdempotencyKeys } from "../../src/storage/idempotency-keys.ts";
import { openPeople } from "../../src/storage/people-repositories.ts";
import { KyselyRevocationLog } from "../../src/storage/revocation-log.ts";
import { KyselyUsagePruner } from "../../src/storage/usage-pruner.ts";
import { DATABASE_KINDS, openStore } from "../support/database-kinds.ts";
import { openUnitOfWork } from "../support/open-unit-of-work.ts";

const DAY = 86_400_000;
const OLD = Date.UTC(2026, 0, 1);
const NOW = OLD + 1_000 * DAY;
const TABLES = ["change_log", "revocations", "sessions", "one_time_links", "used_challenges", "usage_minutes"] as const;

/** A row of long ago in every table that is pruned, beside those that have tests of their own. */
async function plantOldRows(database: Database): Promise<void> {
  const { writer } = database;
  const user = { id: "usr_1", email: "ada@example.com", name: "Ada", is_operator: 1, password_hash: null };
  await writer
    .insertInto("users")
    .values({ ...user, created_at: OLD, last_signed_in_at: null })
    .execute();
  const seen = { created_at: OLD, last_seen_at: OLD, confirmed_at: OLD, address: "192.0.2.1", user_agent: "" };
  const hash = new Uint8Array(32);
  await writer
    .insertInto("sessions")
    .values({ id: "ses_1", token_hash: hash, user_id: "usr_1", ...seen })
    .execute();
  const purpose = { kind: "setup", user_id: null, organization_id: null, role: null, email: null, used_at: null };
  await writer
    .insertInto("one_time_links")
    .values({ id: "lnk_1", token_hash: hash, ...purpose, created_at: OLD, created_by: "server", expires_at: OLD })
    .execute();
  await writer.insertInto("used_challenges").values({ challenge: "c", expires_at: OLD }).execute();
  await writer.insertInto("change_log").values({ position: 1, kind: "client", subject_id: "c", at: OLD }).execute();
  await writer
    .insertInto("revocations")
    .values({ sequence: 1, kind: "token", subject_id: "t", generations_below: null, until_seconds: OLD / 1_000 })
    .execute();
  await writer
    .insertInto("usage_minutes")
    .values({ client_id: "c", secret_id: "s", at: OLD, issued: 1, denied: 0 })
    .execute();
}

describe.each(DATABASE_KINDS)("housekeeping, $name", (kind) => {
  const open = async (clockAt: number) => {
    const database = await openStore(kind);
    const { seal } = await openUnitOfWork(database, () => clockAt);
    const failures: string[] = [];
    const housekeeping = new Housekeeping({
      changeLog: new KyselyChangeLog(database.reader, database.writer),
      revocations: new KyselyRevocationLog(database.reader, database.writer),
      usage: new KyselyUsagePruner(database.writer),
      audit: new KyselyAuditPruner(database.writer, seal),
      idempotencyKeys: new KyselyIdempotencyKeys(database.writer),
      people: openPeople(database.writer),
      auditDays: 730,
      clock: () => clockAt,
      failed: (what) => void failures.push(what),
    });
    await plantOldRows(database);
    const left = async () => {
      const counts = TABLES.map(async (table) => [table, await countRows(database, table)] as const);
      return (await Promise.all(counts)).filter(([, rows]) => rows > 0).map(([table]) => table);
    };
    return { database, housekeeping, failures, left };
  };

  afterEach(() => void vi.useRealTimers());

  it("drops what is old in every table, and leaves what is not", async () => {
    const old = await open(NOW);
    await old.housekeeping.run();
    expect([await old.left(), old.failures]).toEqual([[], []]);
    const fresh = await open(OLD - 1);
    await fresh.housekeeping.run();
    expect(await fresh.left()).toEqual(TABLES);
  });

  it("says what could not be dropped, and drops the rest all the same", async () => {
    const { database, housekeeping, failures, left } = await open(NOW);
    await database.writer.schema.alterTable("used_challenges").renameTo("away").execute();
    await housekeeping.run();
    await database.writer.schema.alterTable("away").renameTo("used_challenges").execute();
    expect(failures).toEqual(["old sessions and links"]);
    expect(await left()).toEqual(["used_challenges"]);
  });

  it("runs by itself every ten minutes, and ends when it is told to", async () => {
    const { housekeeping, left } = await open(NOW);
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    housekeeping.start();
    vi.advanceTimersByTime(600_000);
    await housekeeping.stop();
    expect(await left()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

async function countRows({ writer }: Database, table: (typeof TABLES)[number]): Promise<number> {
  return (await writer.selectFrom(table).selectAll().execute()).length;
}
