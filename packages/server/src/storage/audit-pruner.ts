import type { Kysely } from "kysely";
import type { AuditEvent } from "../domain/audit-event.ts";
import type { AuditSeal } from "../domain/audit-seal.ts";
import { appendEvents } from "./audit-log.ts";
import type { Schema } from "./schema.ts";

/** Entries of one transaction, which is how long nobody else appends. */
const PRUNED_ENTRIES_MAX = 1_000;

/** Takes old entries off the beginning of the trail, and moves the anchor to the last of them in the same transaction. */
export class KyselyAuditPruner {
  readonly #database: Kysely<Schema>;
  readonly #seal: AuditSeal;

  constructor(database: Kysely<Schema>, seal: AuditSeal) {
    this.#database = database;
    this.#seal = seal;
  }

  /** Drops what was before `before`. The event that tells of it is made from the number of entries and the last of them. */
  async prune(before: number, tell: (pruned: PrunedEntries) => AuditEvent): Promise<void> {
    await this.#pruneUnsealed(before);
    const last = await this.#findLast(before);
    if (last === 0) return;
    for (let isMore = true; isMore; ) isMore = await this.#pruneSome(last, tell);
  }

  async #pruneUnsealed(before: number): Promise<void> {
    await this.#database.deleteFrom("audit_events").where("sequence", "is", null).where("at", "<", before).execute();
  }

  // Times follow sequences but roughly: it ends before the first entry that is to be kept.
  async #findLast(before: number): Promise<number> {
    const kept = await this.#database
      .selectFrom("audit_events")
      .select((events) => events.fn.min<number | null>("sequence").as("sequence"))
      .where("at", ">=", before)
      .executeTakeFirst();
    if (kept?.sequence != null) return kept.sequence - 1;
    const head = await this.#database
      .selectFrom("audit_heads")
      .select("sequence")
      .where("name", "=", "head")
      .executeTakeFirst();
    return head?.sequence ?? 0;
  }

  #pruneSome(last: number, tell: (pruned: PrunedEntries) => AuditEvent): Promise<boolean> {
    return this.#database.transaction().execute(async (transaction) => {
      await lockHead(transaction); // of several servers, one prunes at a time
      const rows = await transaction
        .selectFrom("audit_events")
        .select(["sequence", "mac"])
        .where("sequence", "<=", last)
        .orderBy("sequence")
        .limit(PRUNED_ENTRIES_MAX)
        .execute();
      const end = rows.at(-1);
      if (end?.sequence == null || end.mac === null) return false;
      const anchor = { sequence: end.sequence, mac: end.mac };
      const sealed = { ...anchor, seal: this.#seal.endMac("anchor", anchor) };
      await transaction
        .insertInto("audit_heads")
        .values({ name: "anchor", ...sealed })
        .onConflict((conflict) => conflict.column("name").doUpdateSet(sealed))
        .execute();
      await transaction.deleteFrom("audit_events").where("sequence", "<=", anchor.sequence).execute();
      const event = tell({ entries: rows.length, sequence: anchor.sequence });
      await appendEvents(transaction, [event], this.#seal);
      return rows.length === PRUNED_ENTRIES_MAX;
    });
  }
}

export interface PrunedEntries {
  readonly entries: number;
  /** Of the last one. */
  readonly sequence: number;
}

async function lockHead(transaction: Kysely<Schema>): Promise<void> {
  await transaction
    .updateTable("audit_heads")
    .set((head) => ({ sequence: head.ref("sequence") }))
    .where("name", "=", "head")
    .execute();
}
