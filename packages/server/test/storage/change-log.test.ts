import { type Kysely, sql } from "kysely";
import { describe, expect, it } from "vitest";
import { AuditSeal } from "../../src/domain/audit-seal.ts";
import type { Change } from "../../src/domain/ports.ts";
import { KyselyChangeLog } from "../../src/storage/change-log.ts";
import { openServerDatabase } from "../../src/storage/database.ts";
import { migrate } from "../../src/storage/migrate.ts";
import type { Schema } from "../../src/storage/schema.ts";
import { KyselyUnitOfWork } from "../../src/storage/unit-of-work.ts";
import { DATABASE_KINDS, openStore } from "../support/database-kinds.ts";
import { createTestDatabase } from "../support/stores.ts";

const NOW = 1_800_000_000_000;
const change = (subjectId: string): Change => ({ kind: "client", subjectId });
/** It records no audit events: its seal has no key. */
const openUnitOfWork = (database: Kysely<Schema>) => new KyselyUnitOfWork(database, () => NOW, new AuditSeal());

describe.each(DATABASE_KINDS)("the change log, $name", (store) => {
  const open = async () => {
    const database = await openStore(store);
    const unitOfWork = openUnitOfWork(database.writer);
    const log = new KyselyChangeLog(database.reader, database.writer);
    const record = (...subjects: string[]) =>
      unitOfWork.transaction(async ({ recordChange }) => {
        for (const subject of subjects) recordChange(change(subject));
      });
    return { database, log, record, unitOfWork };
  };

  it("hands over what came after a position, and nothing twice", async () => {
    const { log, record } = await open();
    const start = await log.lastPosition();
    await record("a", "b");
    await record("c");
    const first = await log.changesAfter(start);
    expect(first).toEqual({
      kind: "changes",
      changes: [change("a"), change("b"), change("c")],
      position: start + 3,
      isMore: false,
    });
    expect(await log.changesAfter(start + 3)).toEqual({
      kind: "changes",
      changes: [],
      position: start + 3,
      isMore: false,
    });
  });

  it("hands over long lists in parts", async () => {
    const { log, record } = await open();
    const start = await log.lastPosition();
    const subjects = Array.from({ length: 1_100 }, (_, index) => `s${index}`);
    await record(...subjects);
    const seen: string[] = [];
    let position = start;
    for (let isMore = true; isMore; ) {
      const batch = await log.changesAfter(position);
      if (batch.kind === "gap") throw new Error("there is no gap");
      seen.push(...batch.changes.map(({ subjectId }) => subjectId));
      ({ position, isMore } = batch);
    }
    expect(seen).toEqual(subjects);
  });

  it("says so when what was asked for is no longer there", async () => {
    const { log, record } = await open();
    const start = await log.lastPosition();
    await record("a", "b");
    await log.prune(NOW + 1);
    expect(await log.changesAfter(start)).toEqual({ kind: "gap" });
    expect(await log.changesAfter(start + 2)).toMatchObject({ kind: "changes", changes: [] });
    await record("c");
    expect(await log.changesAfter(start + 1)).toEqual({ kind: "gap" });
    expect(await log.changesAfter(start + 2)).toMatchObject({ changes: [change("c")] });
  });

  it("says so when the database is older than the position, as after a restored backup", async () => {
    const { log } = await open();
    expect(await log.changesAfter(1_000)).toEqual({ kind: "gap" });
  });

  it("loses nothing to a follower while many write at once", async () => {
    const { log, record } = await open();
    const seen: string[] = [];
    let position = await log.lastPosition();
    let isWriting = true;
    const follow = async () => {
      for (let isLast = false; !isLast; ) {
        isLast = !isWriting;
        const batch = await log.changesAfter(position);
        if (batch.kind === "gap") throw new Error("there is no gap");
        seen.push(...batch.changes.map(({ subjectId }) => subjectId));
        position = batch.position;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    const following = follow();
    await Promise.all(Array.from({ length: 100 }, (_, index) => record(`x${index}`, `y${index}`)));
    isWriting = false;
    await following;
    expect([...seen].sort()).toEqual(
      Array.from({ length: 100 }, (_, index) => [`x${index}`, `y${index}`])
        .flat()
        .sort(),
    );
  });
});

describe("the change log on PostgreSQL, with transactions that commit out of order", () => {
  it("misses nothing: whoever began first and commits last comes last", async () => {
    const url = (await createTestDatabase("PostgreSQL", "")).url;
    const first = openServerDatabase({ kind: "postgres", url }, () => undefined);
    const second = openServerDatabase({ kind: "postgres", url }, () => undefined);
    try {
      await migrate(first.writer, "postgres");
      const log = new KyselyChangeLog(first.reader, first.writer);
      const start = await log.lastPosition();
      const slow = holdOpen(first.writer, "slow");
      await slow.hasBegun;
      await openUnitOfWork(second.writer).transaction(async ({ recordChange }) => recordChange(change("quick")));
      const before = await log.changesAfter(start);
      expect(before).toMatchObject({ changes: [change("quick")] });
      slow.commit();
      await slow.end;
      const after = await log.changesAfter(start + 1);
      expect(after).toMatchObject({ changes: [change("slow")], position: start + 2 });
    } finally {
      await first.close();
      await second.close();
    }
  });

  it("makes a second change wait for the commit of the one that took its position first", async () => {
    const url = (await createTestDatabase("PostgreSQL", "")).url;
    const database = openServerDatabase({ kind: "postgres", url }, () => undefined);
    try {
      await migrate(database.writer, "postgres");
      const log = new KyselyChangeLog(database.reader, database.writer);
      const unitOfWork = openUnitOfWork(database.writer);
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      let locked: () => void = () => undefined;
      const isLocked = new Promise<void>((resolve) => {
        locked = resolve;
      });
      const order: string[] = [];
      const first = unitOfWork
        .transaction(async ({ serialize, recordChange }) => {
          await serialize();
          locked();
          recordChange(change("first"));
          await held;
        })
        .then(() => order.push("first"));
      await isLocked;
      const second = unitOfWork
        .transaction(async ({ recordChange }) => recordChange(change("second")))
        .then(() => order.push("second"));
      await isWaitedFor(database.reader, "active", "Lock");
      expect(await log.changesAfter(0)).toMatchObject({ changes: [] });
      release();
      await Promise.all([first, second]);
      expect(order).toEqual(["first", "second"]);
      expect(await log.changesAfter(0)).toMatchObject({ changes: [change("first"), change("second")] });
    } finally {
      await database.close();
    }
  });
});

/** A transaction that has written and not yet recorded its change. */
function holdOpen(database: Kysely<Schema>, subjectId: string) {
  let commit: () => void = () => undefined;
  let begun: () => void = () => undefined;
  const mayCommit = new Promise<void>((resolve) => {
    commit = resolve;
  });
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const end = openUnitOfWork(database).transaction(async ({ organizations, recordChange }) => {
    await organizations.insert({ id: `org_${subjectId}`, name: subjectId, createdAt: NOW });
    recordChange(change(subjectId));
    begun();
    await mayCommit;
  });
  return { hasBegun, commit, end };
}

/** Waits until a connection of this database is in the state. */
async function isWaitedFor(database: Kysely<Schema>, state: string, waitEventType?: string): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and state = ${state}
      and (${waitEventType ?? null}::text is null or wait_event_type = ${waitEventType ?? null})`.execute(database);
    if ((rows[0]?.count ?? 0) > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`no connection became ${state}`);
}
