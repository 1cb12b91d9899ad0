import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { newClientId, newIdentifier } from "../../src/domain/identifier.ts";
import {
  DAY_MILLISECONDS,
  HOUR_MILLISECONDS,
  MINUTE_MILLISECONDS,
  startOf,
  type UsageSpan,
} from "../../src/domain/usage.ts";
import { UsageRecorder } from "../../src/domain/usage-recorder.ts";
import type { Database } from "../../src/storage/database.ts";
import { readOrganizationDetails } from "../../src/storage/organization-list.ts";
import { KyselyUsagePruner } from "../../src/storage/usage-pruner.ts";
import { KyselyUsageStore } from "../../src/storage/usage-store.ts";
import { DATABASE_KINDS, type DatabaseKind, openStore } from "../support/database-kinds.ts";

const NOW = Date.UTC(2026, 6, 1, 12, 30, 15);
const ORIGIN = { address: "192.0.2.1", userAgent: "curl/8" };
const SPANS = ["minute", "hour", "day"] as const;

describe.each(DATABASE_KINDS)("usage, $name", (kind) => {
  it("adds up tokens of a client's secrets by minute, hour and day, and all of an organization's", async () => {
    const { recorder, rows, client, owner } = await open(kind);
    for (const at of [NOW, NOW + 1, NOW + MINUTE_MILLISECONDS, NOW + HOUR_MILLISECONDS])
      recorder.recordIssued("cred_1", owner, ORIGIN, at);
    recorder.recordIssued("cred_2", owner, ORIGIN, NOW);
    recorder.recordDenied({ client: owner, secretId: "cred_2", reason: "secret_expired" }, ORIGIN, NOW);
    recorder.recordDenied({ client: owner, secretId: undefined, reason: "wrong_secret" }, ORIGIN, NOW);
    await recorder.flush();
    const minute = startOf(NOW, MINUTE_MILLISECONDS);
    expect(await rows("minute", client)).toEqual([
      { at: minute, secret_id: "", issued: 0, denied: 1 },
      { at: minute, secret_id: "cred_1", issued: 2, denied: 0 },
      { at: minute, secret_id: "cred_2", issued: 1, denied: 1 },
      { at: minute + MINUTE_MILLISECONDS, secret_id: "cred_1", issued: 1, denied: 0 },
      { at: minute + HOUR_MILLISECONDS, secret_id: "cred_1", issued: 1, denied: 0 },
    ]);
    const hour = startOf(NOW, HOUR_MILLISECONDS);
    expect(await rows("hour", "")).toEqual([
      { at: hour, secret_id: "org_1", issued: 4, denied: 2 },
      { at: hour + HOUR_MILLISECONDS, secret_id: "org_1", issued: 1, denied: 0 },
    ]);
    expect(await rows("day", "")).toEqual([
      { at: startOf(NOW, DAY_MILLISECONDS), secret_id: "org_1", issued: 5, denied: 2 },
    ]);
  });

  it("counts requests that name no known client together, and keeps no row of theirs but that", async () => {
    const { recorder, rows, activity } = await open(kind);
    for (let index = 0; index < 300; index += 1)
      recorder.recordDenied({ client: undefined, secretId: undefined, reason: "unknown_client" }, ORIGIN, NOW);
    await recorder.flush();
    for (const span of SPANS) expect(await rows(span, "")).toMatchObject([{ secret_id: "", issued: 0, denied: 300 }]);
    expect(await activity()).toEqual([]);
  });

  it("is exact where two servers add to the same rows at once", async () => {
    const { database, client, rows, owner } = await open(kind);
    const servers = [1, 2].map(() => new UsageRecorder(new KyselyUsageStore(database.writer), never));
    for (let round = 0; round < 3; round += 1) {
      for (const server of servers)
        for (let secret = 0; secret < 600; secret += 1) server.recordIssued(`cred_${secret}`, owner, ORIGIN, NOW);
      await Promise.all(servers.map((server) => server.flush()));
    }
    const minutes = await rows("minute", client);
    expect([minutes.length, new Set(minutes.map(({ issued }) => issued))]).toEqual([600, new Set([6])]);
    expect(await rows("day", "")).toMatchObject([{ issued: 3_600 }]);
  });

  it("keeps what could not be written, adds what comes meanwhile, and writes all of it the next time", async () => {
    const { database, recorder, client, rows, failures, owner } = await open(kind);
    await sql`alter table client_activity rename to away`.execute(database.writer);
    recorder.recordIssued("cred_1", owner, ORIGIN, NOW);
    recorder.recordIssued("cred_2", owner, ORIGIN, NOW);
    await recorder.flush();
    expect(failures()).toBe(1);
    recorder.recordIssued("cred_1", owner, { ...ORIGIN, address: "192.0.2.2" }, NOW + MINUTE_MILLISECONDS);
    await sql`alter table away rename to client_activity`.execute(database.writer);
    await recorder.flush();
    await recorder.flush();
    expect(await rows("day", client)).toMatchObject([
      { secret_id: "cred_1", issued: 2 },
      { secret_id: "cred_2", issued: 1 },
    ]);
    expect(await rows("minute", client)).toHaveLength(3);
    expect(await new KyselyUsageStore(database.writer).findUses(client)).toMatchObject([
      { secretId: "cred_1", tokensIssued: 2, lastUsedFrom: "192.0.2.2", firstUsedAt: NOW + MINUTE_MILLISECONDS },
      { secretId: "cred_2", tokensIssued: 1 },
    ]);
  });

  it("counts nothing twice when moving a client's last use fails", async () => {
    const { database, recorder, client, rows, failures, owner } = await open(kind);
    await sql`alter table clients rename column last_used_at to away`.execute(database.writer);
    recorder.recordIssued("cred_1", owner, ORIGIN, NOW);
    await recorder.flush();
    expect(failures()).toBe(1);
    await sql`alter table clients rename column away to last_used_at`.execute(database.writer);
    await recorder.flush();
    expect(await rows("minute", client)).toMatchObject([{ secret_id: "cred_1", issued: 1 }]);
    expect(await new KyselyUsageStore(database.writer).findUses(client)).toMatchObject([{ tokensIssued: 1 }]);
  });

  it("moves a client's last use forward by the minute, and never back", async () => {
    const { database, recorder, owner } = await open(kind);
    const lastUse = async () =>
      (await database.reader.selectFrom("clients").select("last_used_at").executeTakeFirst())?.last_used_at;
    const use = async (secretId: string, at: number) => {
      recorder.recordIssued(secretId, owner, ORIGIN, at);
      await recorder.flush();
    };
    expect(await lastUse()).toBeNull();
    await use("cred_1", NOW);
    const minute = await lastUse();
    expect(minute).toBe(NOW - (NOW % MINUTE_MILLISECONDS));
    await use("cred_2", NOW - MINUTE_MILLISECONDS);
    expect(await lastUse()).toBe(minute);
    await use("cred_2", NOW + MINUTE_MILLISECONDS);
    expect(await lastUse()).toBe((minute ?? NaN) + MINUTE_MILLISECONDS);
  });

  it("moves an organization's last use forward, and never back", async () => {
    const { database, recorder, owner } = await open(kind);
    const lastUse = async () => (await readOrganizationDetails(database.reader, ["org_1"]))[0]?.lastUsedAt;
    recorder.recordDenied({ client: owner, secretId: "cred_1", reason: "secret_expired" }, ORIGIN, NOW - 9);
    await recorder.flush();
    expect(await lastUse()).toBeUndefined();
    recorder.recordIssued("cred_1", owner, ORIGIN, NOW);
    recorder.recordIssued("cred_2", { ...owner, id: "another" }, ORIGIN, NOW - 3);
    await recorder.flush();
    expect(await lastUse()).toBe(NOW);
    recorder.recordIssued("cred_2", owner, ORIGIN, NOW - 5);
    await recorder.flush();
    expect(await lastUse()).toBe(NOW);
  });

  it("tells alike requests of an hour together, by outcome, reason, address and program", async () => {
    const { recorder, activity, owner } = await open(kind);
    const wrong = { client: owner, secretId: undefined, reason: "wrong_secret" };
    for (let index = 0; index < 4; index += 1) recorder.recordIssued("cred_1", owner, ORIGIN, NOW + index);
    recorder.recordIssued("cred_1", owner, { address: "192.0.2.9", userAgent: undefined }, NOW + 4);
    recorder.recordIssued("cred_1", owner, ORIGIN, NOW + 5);
    await recorder.flush();
    recorder.recordIssued("cred_1", owner, ORIGIN, NOW + 6);
    recorder.recordDenied(wrong, ORIGIN, NOW + 7);
    recorder.recordIssued("cred_1", owner, ORIGIN, NOW + HOUR_MILLISECONDS);
    await recorder.flush();
    const at = startOf(NOW, HOUR_MILLISECONDS);
    expect(await activity()).toEqual([
      {
        at,
        outcome: "issued",
        secret_id: "cred_1",
        reason: "",
        address: "192.0.2.9",
        user_agent: "",
        last_at: NOW + 4,
        count: 1,
      },
      { at, outcome: "issued", secret_id: "cred_1", reason: "", ...SOURCE, last_at: NOW + 6, count: 6 },
      { at, outcome: "denied", secret_id: "", reason: "wrong_secret", ...SOURCE, last_at: NOW + 7, count: 1 },
      {
        ...{ at: at + HOUR_MILLISECONDS, outcome: "issued", secret_id: "cred_1", reason: "", ...SOURCE },
        ...{ last_at: NOW + HOUR_MILLISECONDS, count: 1 },
      },
    ]);
  });

  it("tells 50 sources of a client and hour apart, and counts the others together", async () => {
    const { recorder, activity, owner } = await open(kind);
    for (let flush = 0; flush < 3; flush += 1) {
      for (let source = 0; source < 40; source += 1)
        recorder.recordIssued("cred_1", owner, { address: `192.0.2.${flush * 40 + source}`, userAgent: "x" }, NOW);
      recorder.recordIssued("cred_1", owner, { address: "192.0.2.0", userAgent: "x" }, NOW);
      await recorder.flush();
    }
    const rows = await activity();
    expect(rows.length).toBeLessThanOrEqual(52);
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(123);
    expect(rows.find(({ address }) => address === "192.0.2.0")).toMatchObject({ count: 4 });
    expect(rows.find(({ address }) => address === "")).toMatchObject({ user_agent: "" });
  });

  it("keeps 200 printable characters of a program's name", async () => {
    const { recorder, client, activity, database, owner } = await open(kind);
    const userAgent = `a\tb\u0085${"x".repeat(10_000)}`;
    recorder.recordIssued("cred_1", owner, { address: "192.0.2.1", userAgent }, NOW);
    recorder.recordIssued("cred_1", owner, { address: "192.0.2.1", userAgent }, NOW);
    await recorder.flush();
    const kept = `ab${"x".repeat(198)}`;
    expect(await activity()).toMatchObject([{ user_agent: kept, count: 2 }]);
    expect(await new KyselyUsageStore(database.writer).findUses(client)).toMatchObject([{ lastUserAgent: kept }]);
  });

  it("takes secrets and tokens out of a program's name, where people paste them", async () => {
    const { recorder, activity, owner } = await open(kind);
    const userAgent = `curl/8 celitech_secret_${"A1".repeat(24)}b eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln`;
    recorder.recordIssued("cred_1", owner, { address: "192.0.2.1", userAgent }, NOW);
    await recorder.flush();
    expect(await activity()).toMatchObject([{ user_agent: "curl/8 (removed) (removed)" }]);
  });

  it("drops minutes after 48 hours, hours and activity after 35 days, and days after two years", async () => {
    const { database, recorder, client, rows, activity, owner } = await open(kind);
    recorder.recordIssued("cred_1", owner, ORIGIN, NOW);
    await recorder.flush();
    const pruner = new KyselyUsagePruner(database.writer);
    const kept = async () => [
      ...(await Promise.all(SPANS.map(async (span) => (await rows(span, client)).length))),
      (await activity()).length,
    ];
    await pruner.prune(NOW + 47 * HOUR_MILLISECONDS);
    expect(await kept()).toEqual([1, 1, 1, 1]);
    await pruner.prune(NOW + 49 * HOUR_MILLISECONDS);
    expect(await kept()).toEqual([0, 1, 1, 1]);
    await pruner.prune(NOW + 36 * DAY_MILLISECONDS);
    expect(await kept()).toEqual([0, 0, 1, 0]);
    await pruner.prune(NOW + 729 * DAY_MILLISECONDS);
    expect(await kept()).toEqual([0, 0, 1, 0]);
    await pruner.prune(NOW + 734 * DAY_MILLISECONDS);
    expect(await kept()).toEqual([0, 0, 0, 0]);
  });

  it("drops more rows than one statement takes", async () => {
    const { database, recorder, client, rows, owner } = await open(kind);
    for (let secret = 0; secret < 4_500; secret += 1) recorder.recordIssued(`cred_${secret}`, owner, ORIGIN, NOW);
    await recorder.flush();
    expect(await rows("minute", client)).toHaveLength(4_500);
    await new KyselyUsagePruner(database.writer).prune(NOW + 49 * HOUR_MILLISECONDS);
    expect(await rows("minute", client)).toEqual([]);
  });
});

const SOURCE = { address: "192.0.2.1", user_agent: "curl/8" };
const never = {
  writeFailed: (error: unknown) => {
    throw error;
  },
};

async function open(kind: DatabaseKind) {
  const database = await openStore(kind);
  const client = await insertClient(database);
  let failed = 0;
  const recorder = new UsageRecorder(new KyselyUsageStore(database.writer), {
    writeFailed: () => {
      failed += 1;
    },
  });
  return {
    ...{ database, client, recorder, owner: { id: client, organizationId: "org_1" } },
    failures: () => failed,
    rows: (span: UsageSpan, clientId: string) =>
      database.reader
        .selectFrom("usage_counts")
        .select(["at", "secret_id", "issued", "denied"])
        .where("client_id", "=", clientId)
        .where("span", "=", span)
        .orderBy("at")
        .orderBy("secret_id")
        .execute(),
    activity: () =>
      database.reader
        .selectFrom("client_activity")
        .select(["at", "outcome", "secret_id", "reason", "address", "user_agent", "last_at", "count"])
        .where("client_id", "=", client)
        .orderBy("last_at")
        .execute(),
  };
}

async function insertClient(database: Database) {
  const id = newClientId();
  await database.writer.insertInto("organizations").values({ id: "org_1", name: "Acme", created_at: NOW }).execute();
  await database.writer
    .insertInto("clients")
    .values({
      ...{ id, organization_id: "org_1", name: newIdentifier("org"), kind: "client", claims: "{}" },
      ...{ authentication_method: "client_secret", is_enabled: 1, generation: 1, created_at: NOW, created_by: "test" },
    })
    .execute();
  return id;
}
