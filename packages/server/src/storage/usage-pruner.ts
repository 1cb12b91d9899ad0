import { type Kysely, sql } from "kysely";
import { ACTIVITY_KEPT_MILLISECONDS, DAY_MILLISECONDS, HOUR_MILLISECONDS } from "../domain/usage.ts";
import type { Schema } from "./schema.ts";

/** Rows of one statement: the database is locked for some milliseconds only. */
const PRUNED_ROWS_MAX = 2_000;

const COUNTS = { table: "usage_counts", key: "span, at, client_id, secret_id" } as const;

/** How long what is gathered is kept (T25). */
const KEPT = [
  { ...COUNTS, of: sql`span = 'minute' and`, milliseconds: 48 * HOUR_MILLISECONDS },
  { ...COUNTS, of: sql`span = 'hour' and`, milliseconds: 35 * DAY_MILLISECONDS },
  { ...COUNTS, of: sql`span = 'day' and`, milliseconds: 2 * 366 * DAY_MILLISECONDS },
  {
    table: "client_activity",
    key: "at, client_id, outcome, secret_id, reason, address, user_agent",
    of: sql``,
    milliseconds: ACTIVITY_KEPT_MILLISECONDS,
  },
] as const;

export class KyselyUsagePruner {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async prune(now: number): Promise<void> {
    for (const { table, key, of, milliseconds } of KEPT) {
      const columns = sql.raw(key);
      const old = sql`select ${columns} from ${sql.table(table)} where ${of} at < ${now - milliseconds} limit ${PRUNED_ROWS_MAX}`;
      for (let isMore = true; isMore; ) {
        const { numAffectedRows = 0n } =
          await sql`delete from ${sql.table(table)} where (${columns}) in (${old})`.execute(this.#database);
        isMore = numAffectedRows >= PRUNED_ROWS_MAX;
      }
    }
  }
}
