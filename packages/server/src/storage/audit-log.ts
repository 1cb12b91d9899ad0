import { type Kysely, sql } from "kysely";
import type { AuditEvent } from "../domain/audit-event.ts";
import { type AuditEntry, type AuditSeal, CHAIN_START, type ChainPlace } from "../domain/audit-seal.ts";
import { cleanUserAgent } from "../domain/user-agent.ts";
import { runForRows } from "./row-batch.ts";
import type { Schema } from "./schema.ts";

/** Entries of one statement: sealing and writing them takes about a millisecond. */
const ROWS_PER_STATEMENT = 100;

const BROKEN_HEAD =
  "the head of the audit trail is missing or was altered: `celitech-auth audit verify` says more; restore the database from a backup";

/** Writes where the chain starts, once, with the key that it is sealed with. */
export async function startChain(transaction: Kysely<Schema>, seal: AuditSeal): Promise<void> {
  await transaction
    .insertInto("audit_heads")
    .values({ name: "head", ...CHAIN_START, seal: seal.endMac("head", CHAIN_START) })
    .execute();
}

/**
 * Appends events to the chain. Called last in a transaction: the row of the head stays locked until it ends, which is what puts sequences
 * in the order of commits. Nothing is appended to a chain whose head was tampered with, since that would seal what was done.
 */
export async function appendEvents(
  transaction: Kysely<Schema>,
  events: readonly AuditEvent[],
  seal: AuditSeal,
): Promise<void> {
  if (events.length === 0) return;
  let head = await advanceHead(transaction, events.length, seal);
  for (let start = 0; start < events.length; start += ROWS_PER_STATEMENT) {
    const entries = events.slice(start, start + ROWS_PER_STATEMENT).map((event, index) => {
      const entry = toEntry(event, head.sequence + index + 1);
      return { ...entry, mac: "" };
    });
    for (const entry of entries) {
      entry.mac = seal.entryMac(entry, head.mac);
      head = { sequence: entry.sequence, mac: entry.mac };
    }
    await insertEntries(transaction, entries);
  }
  await transaction
    .updateTable("audit_heads")
    .set({ mac: head.mac, seal: seal.endMac("head", head) })
    .where("name", "=", "head")
    .execute();
}

/** Locks the head, and gives back where it was. */
async function advanceHead(transaction: Kysely<Schema>, by: number, seal: AuditSeal): Promise<ChainPlace> {
  const row = await transaction
    .updateTable("audit_heads")
    .set((head) => ({ sequence: head("sequence", "+", by) }))
    .where("name", "=", "head")
    .returning(["sequence", "mac", "seal"])
    .executeTakeFirst();
  const head = { sequence: (row?.sequence ?? 0) - by, mac: row?.mac ?? "" };
  if (row?.seal !== seal.endMac("head", head)) throw new Error(BROKEN_HEAD);
  return head;
}

function toEntry(event: AuditEvent, sequence: number): AuditEntry {
  const { id, at, actor, action, subjectId, organizationId = null, origin, before, after, details } = event;
  return {
    ...{ sequence, id, at, actor, action, subjectId, organizationId },
    address: origin?.address ?? null,
    userAgent: cleanUserAgent(origin?.userAgent) || null,
    before: before === undefined ? null : JSON.stringify(before),
    after: after === undefined ? null : JSON.stringify(after),
    details: JSON.stringify(details),
  };
}

type SealedEntry = AuditEntry & { readonly mac: string };

async function insertEntries(transaction: Kysely<Schema>, entries: readonly SealedEntry[]): Promise<void> {
  const rows = entries.map((entry) => [
    ...[entry.sequence, entry.mac, entry.id, entry.at, entry.actor, entry.action, entry.subjectId],
    ...[entry.organizationId, entry.address, entry.userAgent, entry.before, entry.after, entry.details],
  ]);
  await runForRows(
    transaction,
    rows,
    ({ text, number, from }) => sql`
      insert into audit_events (sequence, mac, id, at, actor, action, subject_id, organization_id, address, user_agent,
        "before", "after", details)
      select ${number(0)}, ${text(1)}, ${text(2)}, ${number(3)}, ${text(4)}, ${text(5)}, ${text(6)}, ${text(7)}, ${text(8)},
        ${text(9)}, ${text(10)}, ${text(11)}, ${text(12)} ${from}`,
  );
}
