import type { Kysely } from "kysely";
import type { Change, ChangeBatch, ChangeReader } from "../domain/ports.ts";
import type { Schema } from "./schema.ts";

const BATCH_MAX = 500;
const COUNTER_ROW = 1;

/** The log of what running servers hold in memory and has changed since. */
export class KyselyChangeLog implements ChangeReader {
  readonly #reader: Kysely<Schema>;
  readonly #writer: Kysely<Schema>;

  constructor(reader: Kysely<Schema>, writer: Kysely<Schema>) {
    this.#reader = reader;
    this.#writer = writer;
  }

  async lastPosition(): Promise<number> {
    const row = await this.#reader.selectFrom("change_position").select("position").executeTakeFirstOrThrow();
    return row.position;
  }

  async changesAfter(position: number): Promise<ChangeBatch> {
    const last = await this.lastPosition();
    if (last === position) return { kind: "changes", changes: [], position, isMore: false };
    const rows = await this.#reader
      .selectFrom("change_log")
      .select(["position", "kind", "subject_id"])
      .where("position", ">", position)
      .orderBy("position")
      .limit(BATCH_MAX)
      .execute();
    // Positions have no holes: when the next one is missing it was pruned, or the database is older than what was read before.
    const end = rows.at(-1);
    if (end === undefined || rows[0]?.position !== position + 1) return { kind: "gap" };
    const changes = rows.map((row): Change => ({ kind: row.kind as Change["kind"], subjectId: row.subject_id }));
    return { kind: "changes", changes, position: end.position, isMore: rows.length === BATCH_MAX };
  }

  async prune(before: number): Promise<void> {
    await this.#writer.deleteFrom("change_log").where("at", "<", before).execute();
  }
}

/** Takes the lock that puts positions in the order of commits; held until the transaction ends. */
export async function lockChangeLog(transaction: Kysely<Schema>): Promise<void> {
  await advancePosition(transaction, 0);
}

/** Appends to the log. Called last in a transaction, so that the lock is held for one more statement only. */
export async function appendChanges(
  transaction: Kysely<Schema>,
  changes: readonly Change[],
  now: number,
): Promise<void> {
  if (changes.length === 0) return;
  const last = await advancePosition(transaction, changes.length);
  const first = last - changes.length + 1;
  await transaction
    .insertInto("change_log")
    .values(
      changes.map(({ kind, subjectId }, index) => ({ position: first + index, kind, subject_id: subjectId, at: now })),
    )
    .execute();
}

async function advancePosition(transaction: Kysely<Schema>, by: number): Promise<number> {
  const row = await transaction
    .updateTable("change_position")
    .set((counter) => ({ position: counter("position", "+", by) }))
    .where("id", "=", COUNTER_ROW)
    .returning("position")
    .executeTakeFirstOrThrow();
  return row.position;
}
