import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { recordAudit } from "../../src/domain/administration/outcome.ts";
import { AuditSeal, type ChainPlace, formatChainPlace, parseChainPlace } from "../../src/domain/audit-seal.ts";
import { verifyAuditTrail } from "../../src/domain/verify-audit-trail.ts";
import { KyselyAuditPruner } from "../../src/storage/audit-pruner.ts";
import { KyselyAuditTrailReader } from "../../src/storage/audit-trail-reader.ts";
import type { Database } from "../../src/storage/database.ts";
import { DATABASE_KINDS, type DatabaseKind, openStore } from "../support/database-kinds.ts";
import { openUnitOfWork } from "../support/open-unit-of-work.ts";

const NOW = Date.UTC(2026, 6, 1);
const DAY = 86_400_000;

describe.each(DATABASE_KINDS)("the audit trail, $name", (kind) => {
  it("numbers entries from 1 on, and is intact", async () => {
    const trail = await openTrail(kind);
    await trail.record(3);
    expect(await trail.verify()).toMatchObject({ kind: "intact", entries: 3, head: { sequence: 3 }, unsealed: 0 });
  });

  it("is intact when it is empty", async () => {
    const trail = await openTrail(kind);
    expect(await trail.verify()).toMatchObject({ kind: "intact", entries: 0, head: { sequence: 0, mac: "" } });
  });

  it("chains what many transactions write at once, and a transaction of more events than one statement takes", async () => {
    const trail = await openTrail(kind);
    await Promise.all(Array.from({ length: 20 }, () => trail.record(3)));
    await trail.record(250);
    expect(await trail.verify()).toMatchObject({ kind: "intact", entries: 310, head: { sequence: 310 } });
  });

  it("keeps nothing of a transaction that is rolled back", async () => {
    const trail = await openTrail(kind);
    await trail.record(1);
    await expect(trail.record(2, () => Promise.reject(new Error("changed our mind")))).rejects.toThrow("changed");
    await trail.record(1);
    expect(await trail.verify()).toMatchObject({ kind: "intact", entries: 2 });
  });

  it.each([
    ["actor", "actor = 'user:someone_else'"],
    ["time", "at = at + 1"],
    ["organization", "organization_id = 'org_other'"],
    ["details", `details = '{"n":7}'`],
    ["address", "address = '203.0.113.9'"],
    ["state before", `"before" = '{}'`],
    ["MAC", `mac = '${"0".repeat(64)}'`],
  ])("finds a rewritten entry by its %s", async (_what, change) => {
    const trail = await openTrail(kind);
    await trail.record(5);
    await trail.tamper(`update audit_events set ${change} where sequence = 3`);
    expect(await trail.verify()).toMatchObject({ kind: "broken", finding: "entry_altered", sequence: 3 });
  });

  it("finds a trail that was chained anew without the key", async () => {
    const trail = await openTrail(kind);
    await trail.record(4);
    const forger = new AuditSeal();
    forger.use(Buffer.alloc(32, 99));
    let mac = "";
    for (const entry of await trail.reader.listEntries({ after: 0, last: 4, limit: 10 })) {
      mac = forger.entryMac({ ...entry, details: "{}" }, mac);
      await trail.tamper(`update audit_events set details = '{}', mac = '${mac}' where sequence = ${entry.sequence}`);
    }
    const seal = forger.endMac("head", { sequence: 4, mac });
    await trail.tamper(`update audit_heads set mac = '${mac}', seal = '${seal}' where name = 'head'`);
    expect(await trail.verify()).toMatchObject({ kind: "broken", finding: "head_altered" });
    await trail.restoreHead();
    expect(await trail.verify()).toMatchObject({ kind: "broken", finding: "entry_altered", sequence: 1 });
  });

  it("finds a trail that an old copy was put in place of, by a head from the log", async () => {
    const trail = await openTrail(kind);
    await trail.record(3);
    await trail.keepCopy();
    await trail.record(2);
    const logged = await trail.head();
    await trail.restoreCopy();
    expect(await trail.verify()).toMatchObject({ kind: "intact", entries: 3 });
    expect(await trail.verify(logged)).toMatchObject({ kind: "broken", finding: "end_missing", sequence: 4 });
    await trail.record(4); // it goes on, and is longer than before
    expect(await trail.verify()).toMatchObject({ kind: "intact", entries: 7 });
    expect(await trail.verify(logged)).toMatchObject({ kind: "broken", finding: "head_differs", sequence: 5 });
  });

  it("finds a head from the log that is still there, the last one and an earlier one", async () => {
    const trail = await openTrail(kind);
    await trail.record(2);
    const earlier = await trail.head();
    await trail.record(2);
    expect(await trail.verify(earlier)).toMatchObject({ kind: "intact" });
    expect(await trail.verify(await trail.head())).toMatchObject({ kind: "intact" });
  });

  it("finds a tail that was cut off, and that the head was moved to hide it", async () => {
    const trail = await openTrail(kind);
    await trail.record(5);
    const logged = await trail.head();
    await trail.tamper("delete from audit_events where sequence > 3");
    expect(await trail.verify()).toMatchObject({ kind: "broken", finding: "end_missing", sequence: 4 });
    await trail.tamper(
      "update audit_heads set sequence = 3, mac = (select mac from audit_events where sequence = 3) where name = 'head'",
    );
    expect(await trail.verify()).toMatchObject({ kind: "broken", finding: "head_altered", sequence: 4 });
    expect(await trail.verify(logged)).toMatchObject({ kind: "broken" });
  });

  it("appends nothing to a trail whose head was moved or is missing, and says what to do", async () => {
    const trail = await openTrail(kind);
    await trail.record(3);
    await trail.tamper("update audit_heads set sequence = 2 where name = 'head'");
    await expect(trail.record(1)).rejects.toThrow("audit verify");
    await trail.tamper("delete from audit_heads");
    await expect(trail.record(1)).rejects.toThrow("audit verify");
    expect(await trail.verify()).toMatchObject({ kind: "broken", finding: "head_missing" });
  });

  it("finds a gap, and a beginning that was cut off", async () => {
    const trail = await openTrail(kind);
    await trail.record(6);
    await trail.tamper("delete from audit_events where sequence in (4, 5)");
    expect(await trail.verify()).toMatchObject({ kind: "broken", finding: "entries_missing", sequence: 4 });
    await trail.tamper("delete from audit_events where sequence < 4");
    const verdict = await trail.verify();
    expect(verdict).toMatchObject({ kind: "broken", finding: "entries_missing", sequence: 1 });
    expect(verdict).toMatchObject({ message: expect.stringContaining("beginning") });
  });

  it("finds a beginning that was cut off behind an anchor that nobody sealed", async () => {
    const trail = await openTrail(kind);
    await trail.record(4);
    await trail.tamper("delete from audit_events where sequence < 3");
    await trail.tamper(
      `insert into audit_heads (name, sequence, mac, seal) values ('anchor', 2, '${"a".repeat(64)}', '${"b".repeat(64)}')`,
    );
    expect(await trail.verify()).toMatchObject({ kind: "broken", finding: "anchor_altered", sequence: 1 });
  });

  it("finds two entries that changed places", async () => {
    const trail = await openTrail(kind);
    await trail.record(4);
    await trail.tamper("update audit_events set sequence = 99 where sequence = 2");
    await trail.tamper("update audit_events set sequence = 2 where sequence = 3");
    await trail.tamper("update audit_events set sequence = 3 where sequence = 99");
    expect(await trail.verify()).toMatchObject({ kind: "broken", finding: "entry_altered", sequence: 2 });
  });

  it("is intact after its beginning was pruned, tells of that, and holds heads from before no more", async () => {
    const trail = await openTrail(kind);
    await trail.record(3, undefined, NOW - 10 * DAY);
    const old = await trail.head();
    await trail.record(1, undefined, NOW - 5 * DAY);
    await trail.record(2);
    await trail.prune(NOW - DAY);
    expect(await trail.verify()).toMatchObject({ kind: "intact", entries: 3, anchor: { sequence: 4 } });
    const entries = await trail.reader.listEntries({ after: 0, last: 100, limit: 10 });
    expect(entries.map(({ sequence, action }) => [sequence, action])).toEqual([
      [5, "resource.changed"],
      [6, "resource.changed"],
      [7, "audit.pruned"],
    ]);
    expect(await trail.verify(old)).toMatchObject({ kind: "broken", finding: "head_pruned" });
    await trail.prune(NOW - DAY);
    expect(await trail.verify()).toMatchObject({ kind: "intact", entries: 3, head: { sequence: 7 } });
  });

  it("prunes everything that is old, in batches, and goes on from there", async () => {
    const trail = await openTrail(kind);
    await trail.record(1_500, undefined, NOW - 10 * DAY);
    await trail.prune(NOW - DAY);
    await trail.record(2);
    expect(await trail.verify()).toMatchObject({ kind: "intact", anchor: { sequence: 1_500 } });
  });

  it("refuses to change entries and to take them out, but by pruning", async () => {
    const trail = await openTrail(kind);
    await trail.record(2);
    await expect(trail.run("update audit_events set actor = 'x' where sequence = 1")).rejects.toThrow();
    await expect(trail.run("delete from audit_events where sequence = 1")).rejects.toThrow();
    expect(await trail.verify()).toMatchObject({ kind: "intact", entries: 2 });
  });

  it("starts with the next event where there are events from before the chain", async () => {
    const trail = await openTrail(kind);
    await trail.run(
      "insert into audit_events (id, at, actor, action, subject_id, details) values ('evt_old', 1, 'server', 'resource.created', 'x', '{}')",
    );
    await trail.record(2);
    expect(await trail.verify()).toMatchObject({ kind: "intact", entries: 2, unsealed: 1 });
  });
});

describe("a head in the log", () => {
  it("is read back as it was written, and nothing else is", () => {
    const place = { sequence: 4_711, mac: "ab".repeat(32) };
    expect(parseChainPlace(formatChainPlace(place))).toEqual(place);
    for (const text of ["", "4711", "4711:", `x:${place.mac}`, `4711:${place.mac}0`, `-1:${place.mac}`])
      expect(parseChainPlace(text)).toBeUndefined();
  });
});

async function openTrail(kind: DatabaseKind) {
  const database = await openStore(kind);
  const { unitOfWork, seal } = await openUnitOfWork(database, () => NOW);
  const reader = new KyselyAuditTrailReader(database.writer);
  const run = (statement: string) => sql.raw(statement).execute(database.writer);
  const head = async (): Promise<ChainPlace> => (await reader.findEnd("head")) ?? { sequence: -1, mac: "" };
  const pruner = new KyselyAuditPruner(database.writer, seal);
  let copy = 0;
  return {
    reader,
    head,
    run,
    record: (events: number, then: () => Promise<void> = async () => undefined, now = NOW) =>
      unitOfWork.transaction(async (transaction) => {
        const change = { transaction, actor: "test", now, origin: { address: "192.0.2.1", userAgent: "test/1" } };
        for (let n = 0; n < events; n += 1)
          await recordAudit(change, "resource.changed", `res_${n}`, { before: { n }, after: { n: n + 1 } });
        await then();
      }),
    verify: (expected?: ChainPlace) => verifyAuditTrail({ trail: reader, seal, expected }),
    tamper: async (statement: string) => {
      for (const line of withoutTriggers(database, statement)) await run(line);
    },
    async restoreHead() {
      const mac = "0".repeat(64);
      await run(`update audit_heads set mac = '${mac}', seal = '${seal.endMac("head", { sequence: 4, mac })}'`);
    },
    async keepCopy() {
      copy = (await head()).sequence;
      await run("create table kept_heads as select * from audit_heads");
    },
    async restoreCopy() {
      for (const line of withoutTriggers(database, `delete from audit_events where sequence > ${copy}`))
        await run(line);
      await run("delete from audit_heads");
      await run("insert into audit_heads select * from kept_heads");
    },
    prune: (before: number) =>
      pruner.prune(before, ({ entries, sequence }) => ({
        ...{ id: `evt_pruned_${sequence}`, at: NOW, actor: "server", action: "audit.pruned", subjectId: "" },
        ...{ organizationId: undefined, origin: undefined, before: undefined, after: undefined },
        details: { entries, sequence },
      })),
  };
}

/** What somebody does who may do everything in the database. */
function withoutTriggers({ dialect }: Database, statement: string): readonly string[] {
  if (dialect === "postgres")
    return ["alter table audit_events disable trigger all", statement, "alter table audit_events enable trigger all"];
  return ["drop trigger if exists audit_events_unchanged", "drop trigger if exists audit_events_kept", statement];
}
