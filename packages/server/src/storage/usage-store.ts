import { type Kysely, type RawBuilder, sql } from "kysely";
import type { ClientId } from "../domain/identifier.ts";
import {
  DAY_MILLISECONDS,
  HOUR_MILLISECONDS,
  MINUTE_MILLISECONDS,
  type SecretUseTotals,
  type UsageBatch,
  type UsageStore,
} from "../domain/usage.ts";
import { cell, type Dialect, dialectOf, jsonRows } from "./json-rows.ts";
import type { Schema } from "./schema.ts";

/** Kinds of requests of one client and hour that are told apart for good; later ones are counted together. */
const ACTIVITIES_OF_HOUR_MAX = 50;
/** Any number that nothing else takes: PostgreSQL's advisory locks have no names. */
const USAGE_LOCK = 4_711_001;

const SPANS = [
  { table: "usage_minutes", milliseconds: MINUTE_MILLISECONDS },
  { table: "usage_hours", milliseconds: HOUR_MILLISECONDS },
  { table: "usage_days", milliseconds: DAY_MILLISECONDS },
] as const;

/** Statements that stay the same for any number of rows: building them from values would hold up tokens. */
export class KyselyUsageStore implements UsageStore {
  readonly #database: Kysely<Schema>;
  readonly #dialect: Dialect;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
    this.#dialect = dialectOf(database);
  }

  // Minutes, hours and days are written together: none has to be made of another later, and all say the same whenever a process is killed.
  async add(batch: UsageBatch): Promise<void> {
    await this.#database.transaction().execute(async (transaction) => {
      await this.#lock(transaction);
      await this.#addUses(transaction, batch);
      await this.#addCounts(transaction, batch);
      await this.#addActivity(transaction, batch);
    });
    await this.#moveLastUse(batch);
  }

  async findUses(clientId: ClientId): Promise<readonly SecretUseTotals[]> {
    const rows = await this.#database.selectFrom("secret_uses").selectAll().where("client_id", "=", clientId).execute();
    return rows.map((row) => ({
      secretId: row.secret_id,
      clientId,
      firstUsedAt: row.first_used_at,
      lastUsedAt: row.last_used_at,
      lastUsedFrom: row.last_used_from,
      lastUserAgent: row.last_used_user_agent ?? "",
      tokensIssued: row.tokens_issued,
    }));
  }

  async #addUses(transaction: Kysely<Schema>, { uses }: UsageBatch): Promise<void> {
    if (uses.length === 0) return;
    const rows = uses.map((use) => [
      ...[use.secretId, use.clientId, use.lastUsedAt, use.lastUsedFrom, use.lastUserAgent, use.tokensIssued],
    ]);
    const isNewer = sql`excluded.last_used_at >= secret_uses.last_used_at`;
    await sql`
      insert into secret_uses
        (secret_id, client_id, first_used_at, last_used_at, last_used_from, last_used_user_agent, tokens_issued)
      select ${cell(0, "text")}, ${cell(1, "text")}, ${cell(2, "bigint")}, ${cell(2, "bigint")}, ${cell(3, "text")},
        ${cell(4, "text")}, ${cell(5, "bigint")}
      from ${jsonRows(this.#dialect, rows)} where true
      on conflict (secret_id) do update set
        last_used_at = case when ${isNewer} then excluded.last_used_at else secret_uses.last_used_at end,
        last_used_from = case when ${isNewer} then excluded.last_used_from else secret_uses.last_used_from end,
        last_used_user_agent =
          case when ${isNewer} then excluded.last_used_user_agent else secret_uses.last_used_user_agent end,
        tokens_issued = secret_uses.tokens_issued + excluded.tokens_issued`.execute(transaction);
  }

  // Beside the rows of a client there is one of its organization, so that a chart of everything adds up a few rows and not millions.
  async #addCounts(transaction: Kysely<Schema>, { counts }: UsageBatch): Promise<void> {
    const rows = counts.map(({ clientId, secretId, minute, issued, denied }) => [
      ...[clientId, secretId, minute, issued, denied],
    ]);
    for (const { table: name, milliseconds } of SPANS) {
      const table = sql.table(name);
      await sql`
        with counted (client_id, secret_id, at, issued, denied) as (
          select ${cell(0, "text")}, ${cell(1, "text")}, ${startOfSpan(cell(2, "bigint"), milliseconds)},
            ${cell(3, "bigint")}, ${cell(4, "bigint")}
          from ${jsonRows(this.#dialect, rows)}
        )
        insert into ${table} (client_id, secret_id, at, issued, denied)
        select client_id, secret_id, at, sum(issued), sum(denied) from (
          select client_id, secret_id, at, issued, denied from counted where client_id <> ''
          union all
          select '', coalesce(clients.organization_id, ''), counted.at, counted.issued, counted.denied
          from counted left join clients on clients.id = counted.client_id
        ) as parts
        where true
        group by client_id, secret_id, at
        on conflict (client_id, at, secret_id) do update set
          issued = ${table}.issued + excluded.issued, denied = ${table}.denied + excluded.denied`.execute(transaction);
    }
  }

  async #addActivity(transaction: Kysely<Schema>, { activity }: UsageBatch): Promise<void> {
    if (activity.length === 0) return;
    const rows = activity.map((row) => [
      ...[row.clientId, row.hour, row.outcome, row.secretId, row.reason, row.address, row.userAgent],
      ...[row.lastAt, row.count],
    ]);
    const ofHour = sql`select count(*) from client_activity as known
      where known.client_id = counted.client_id and known.at = counted.at`;
    await sql`
      with counted as (
        select ${cell(0, "text")} as client_id, ${cell(1, "bigint")} as at, ${cell(2, "text")} as outcome,
          ${cell(3, "text")} as secret_id, ${cell(4, "text")} as reason, ${cell(5, "text")} as address,
          ${cell(6, "text")} as user_agent, ${cell(7, "bigint")} as last_at, ${cell(8, "bigint")} as count
        from ${jsonRows(this.#dialect, rows)}
      ), compared as (
        select counted.*, (${ofHour}) as of_hour, exists (select 1 from client_activity as known
          where known.client_id = counted.client_id and known.at = counted.at and known.outcome = counted.outcome
          and known.secret_id = counted.secret_id and known.reason = counted.reason
          and known.address = counted.address and known.user_agent = counted.user_agent) as is_known
        from counted
      ), placed as (
        select compared.*, row_number() over (partition by client_id, at, is_known) as place from compared
      ), told as (
        select placed.*, (is_known or of_hour + place <= ${sql.lit(ACTIVITIES_OF_HOUR_MAX)}) as is_told from placed
      )
      insert into client_activity (client_id, at, outcome, secret_id, reason, address, user_agent, last_at, count)
      select client_id, at, outcome, secret_id, reason, address, user_agent, max(last_at), sum(count) from (
        select client_id, at, outcome, secret_id, reason, last_at, count,
          case when is_told then address else '' end as address,
          case when is_told then user_agent else '' end as user_agent
        from told
      ) as kept
      where true
      group by client_id, at, outcome, secret_id, reason, address, user_agent
      on conflict (client_id, at, outcome, secret_id, reason, address, user_agent) do update set
        last_at = case when excluded.last_at > client_activity.last_at then excluded.last_at else client_activity.last_at end,
        count = client_activity.count + excluded.count`.execute(transaction);
  }

  // In a transaction of its own: people change clients too, and neither waits long for the other.
  async #moveLastUse({ uses }: UsageBatch): Promise<void> {
    if (uses.length === 0) return;
    const rows = uses.map(({ clientId, lastUsedAt }) => [clientId, lastUsedAt]);
    await this.#database.transaction().execute(async (transaction) => {
      await this.#lock(transaction);
      await sql`
        update clients set last_used_at = used.at
        from (
          select ${cell(0, "text")} as id, max(${cell(1, "bigint")}) as at
          from ${jsonRows(this.#dialect, rows)} group by ${cell(0, "text")}
        ) as used
        where clients.id = used.id and (clients.last_used_at is null or clients.last_used_at < used.at)`.execute(
        transaction,
      );
    });
  }

  // Several servers add to the same rows, each in its own order: one at a time, or they would wait for each other.
  async #lock(transaction: Kysely<Schema>): Promise<void> {
    if (this.#dialect === "postgres") await sql`select pg_advisory_xact_lock(${USAGE_LOCK})`.execute(transaction);
  }
}

function startOfSpan(at: RawBuilder<unknown>, milliseconds: number): RawBuilder<unknown> {
  return sql`${at} - ${at} % ${sql.lit(milliseconds)}`;
}
