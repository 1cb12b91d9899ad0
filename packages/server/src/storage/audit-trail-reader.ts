import type { Kysely } from "kysely";
import type { AuditTrailReader, SealedPlace, StoredEntry } from "../domain/verify-audit-trail.ts";
import type { Schema } from "./schema.ts";

/** Reads the trail as the chain has it: by sequence. */
export class KyselyAuditTrailReader implements AuditTrailReader {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  findEnd(end: "head" | "anchor"): Promise<SealedPlace | undefined> {
    return this.#database
      .selectFrom("audit_heads")
      .select(["sequence", "mac", "seal"])
      .where("name", "=", end)
      .executeTakeFirst();
  }

  async lastSequence(): Promise<number> {
    const row = await this.#database
      .selectFrom("audit_events")
      .select((events) => events.fn.max<number | null>("sequence").as("sequence"))
      .executeTakeFirst();
    return row?.sequence ?? 0;
  }

  async listEntries({ after, last, limit }: Parameters<AuditTrailReader["listEntries"]>[0]): Promise<StoredEntry[]> {
    const rows = await this.#database
      .selectFrom("audit_events")
      .selectAll()
      .where("sequence", ">", after)
      .where("sequence", "<=", last)
      .orderBy("sequence")
      .limit(limit)
      .execute();
    return rows.map(({ subject_id: subjectId, organization_id: organizationId, user_agent: userAgent, ...row }) => ({
      ...row,
      ...{ subjectId, organizationId, userAgent },
      sequence: row.sequence ?? 0,
      mac: row.mac ?? "",
    }));
  }

  async countUnsealed(): Promise<number> {
    const { count } = await this.#database
      .selectFrom("audit_events")
      .select((events) => events.fn.countAll<number>().as("count"))
      .where("sequence", "is", null)
      .executeTakeFirstOrThrow();
    return count;
  }
}
