import { type Kysely, type RawBuilder, sql } from "kysely";
import type { ClientId } from "../domain/identifier.ts";
import {
  MINUTE_MILLISECONDS,
  type SecretUseTotals,
  SPAN_MILLISECONDS,
  startOf,
  type UsageBatch,
  type UsageStore,
} from "../domain/usage.ts";
import { type Dialect, dialectOf, type RowCells, runForRows } from "./row-batch.ts";
import type { Schema } from "./schema.ts";
import { usageRows } from "./usage-rows.ts";

/** Kinds of requests of one client and hour that are told apart for good; later ones are counted together. */
const ACTIVITIES_OF_HOUR_MAX = 50;
/** Any number that nothing else takes: PostgreSQL's advisory locks have no names. */
const USAGE_LOCK = 4_711_001;

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
    await this.#moveLastUse(batch); // first: what fails is given again, and moving it twice is moving it once, while counts would double
    await this.#database.transaction().execute(async (transaction) => {
      await this.#lock(transaction);
      await this.#addUses(transaction, batch);
      await this.#moveOrganizations(transaction, batch);
      await this.#addCounts(transaction, batch);
      await this.#addActivity(transaction, batch);
    });
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
    const isNewer = sql`excluded.last_used_at >= secret_uses.last_used_at`;
    const rows = uses.map((use) => [
      ...[use.secretId, use.clientId, use.lastUsedAt, use.lastUsedAt, use.lastUsedFrom, use.lastUserAgent],
      use.tokensIssued,
    ]);
    await runForRows(
      transaction,
      rows,
      ({ text, number, from }) => sql`
        insert into secret_uses
          (secret_id, client_id, first_used_at, last_used_at, last_used_from, last_used_user_agent, tokens_issued)
        select ${text(0)}, ${text(1)}, ${number(2)}, ${number(3)}, ${text(4)}, ${text(5)}, ${number(6)} ${from}
        on conflict (client_id, secret_id) do update set
          last_used_at = case when ${isNewer} then excluded.last_used_at else secret_uses.last_used_at end,
          last_used_from = case when ${isNewer} then excluded.last_used_from else secret_uses.last_used_from end,
          last_used_user_agent =
            case when ${isNewer} then excluded.last_used_user_agent else secret_uses.last_used_user_agent end,
          tokens_issued = secret_uses.tokens_issued + excluded.tokens_issued`,
    );
  }

  async #moveOrganizations(transaction: Kysely<Schema>, { organizations }: UsageBatch): Promise<void> {
    await runForRows(
      transaction,
      organizations.map(({ organizationId, lastUsedAt }) => [organizationId, lastUsedAt]),
      ({ text, number, from }) => sql`
        insert into organization_uses (organization_id, last_used_at) select ${text(0)}, ${number(1)} ${from}
        on conflict (organization_id) do update set last_used_at = excluded.last_used_at
        where organization_uses.last_used_at < excluded.last_used_at`,
    );
  }

  async #addCounts(transaction: Kysely<Schema>, { counts }: UsageBatch): Promise<void> {
    await runForRows(transaction, usageRows(counts), ({ text, number, from }) => {
      const cells = sql`select ${text(0)}, ${text(1)}, ${number(2)}, ${number(3)}, ${number(4)} ${from}`;
      return sql`
        with counted (client_id, secret_id, minute, issued, denied) as (${cells}), spans (span, length) as (${SPANS})
        insert into usage_counts (client_id, secret_id, span, at, issued, denied)
        ${this.#dialect === "sqlite" ? EACH_SPAN : EACH_SPAN_ADDED_UP}
        on conflict (span, at, client_id, secret_id) do update set
          issued = usage_counts.issued + excluded.issued, denied = usage_counts.denied + excluded.denied`;
    });
  }

  async #addActivity(transaction: Kysely<Schema>, { activity }: UsageBatch): Promise<void> {
    const rows = activity.map((row) => [
      ...[row.clientId, row.hour, row.outcome, row.secretId, row.reason, row.address, row.userAgent],
      ...[row.lastAt, row.count],
    ]);
    await runForRows(transaction, rows, ({ text, number, from }) => {
      const cells = sql`select ${text(0)}, ${number(1)}, ${text(2)}, ${text(3)}, ${text(4)}, ${text(5)}, ${text(6)},
        ${number(7)}, ${number(8)} ${from}`;
      return addActivityStatement(this.#dialect === "sqlite" ? tellOne(cells) : tellAll(cells));
    });
  }

  // In a transaction of its own: people change clients too, and neither waits long for the other. To the minute, which is all that lists
  // are sorted by: whoever is used all the time is written once a minute, and those of one minute lie together in the index.
  async #moveLastUse({ uses }: UsageBatch): Promise<void> {
    const latest = new Map<string, number>();
    for (const { clientId, lastUsedAt } of uses)
      latest.set(clientId, Math.max(startOf(lastUsedAt, MINUTE_MILLISECONDS), latest.get(clientId) ?? 0));
    if (latest.size === 0) return;
    await this.#database.transaction().execute(async (transaction) => {
      await this.#lock(transaction);
      await runForRows(transaction, [...latest], (cells) =>
        this.#dialect === "sqlite" ? moveOne(cells) : moveAll(cells),
      );
    });
  }

  // Several servers add to the same rows, each in its own order: one at a time, or they would wait for each other.
  async #lock(transaction: Kysely<Schema>): Promise<void> {
    if (this.#dialect === "postgres") await sql`select pg_advisory_xact_lock(${USAGE_LOCK})`.execute(transaction);
  }
}

// Without the `from` that PostgreSQL needs, for which SQLite would make a table each time.
function moveOne({ text, number }: RowCells): RawBuilder<unknown> {
  return sql`
    update clients set last_used_at = ${number(1)}
    where id = ${text(0)} and (last_used_at is null or last_used_at < ${number(1)})`;
}

function moveAll({ text, number, from }: RowCells): RawBuilder<unknown> {
  return sql`
    update clients set last_used_at = used.at from (select ${text(0)} as id, ${number(1)} as at ${from}) as used
    where clients.id = used.id and (clients.last_used_at is null or clients.last_used_at < used.at)`;
}

const SPANS = sql.raw(
  Object.entries(SPAN_MILLISECONDS)
    .map(([span, milliseconds]) => `select '${span}', ${milliseconds}`)
    .join(" union all "),
);
const EACH_SPAN = sql`
  select client_id, secret_id, span, minute - minute % length, issued, denied from counted cross join spans where true`;
// All at once: two minutes of an hour would add to its row, which is added to once only.
const EACH_SPAN_ADDED_UP = sql`
  select client_id, secret_id, span, minute - minute % length, sum(issued), sum(denied) from counted cross join spans
  group by 1, 2, 3, 4`;

const COLUMNS = sql.raw("client_id, at, outcome, secret_id, reason, address, user_agent, last_at, count");
const KEY = sql.raw("at, client_id, outcome, secret_id, reason, address, user_agent");
const OF_HOUR = sql`from client_activity as known where known.client_id = counted.client_id and known.at = counted.at`;
const IS_KNOWN = sql`exists (select 1 ${OF_HOUR}
  and known.outcome = counted.outcome and known.secret_id = counted.secret_id and known.reason = counted.reason
  and known.address = counted.address and known.user_agent = counted.user_agent)`;
const MAX = sql.lit(ACTIVITIES_OF_HOUR_MAX);

/** Adds rows of activity. Those that are not told apart are added to the row of their outcome, secret and reason. */
function addActivityStatement(told: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    ${told}
    insert into client_activity (${COLUMNS})
    select client_id, at, outcome, secret_id, reason, case when is_told then address else '' end,
      case when is_told then user_agent else '' end, last_at, count
    from told where true
    on conflict (${KEY}) do update set
      last_at = case when excluded.last_at > client_activity.last_at then excluded.last_at else client_activity.last_at end,
      count = client_activity.count + excluded.count`;
}

// Row by row, each sees those before it.
function tellOne(cells: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    with counted (${COLUMNS}) as (${cells}),
    told as (select counted.*, ${IS_KNOWN} or (select count(*) ${OF_HOUR}) < ${MAX} as is_told from counted)`;
}

// All at once: a row of the table is added to once only, so that those which are not told apart are added up first.
function tellAll(cells: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    with counted (${COLUMNS}) as (${cells}),
    compared as (select counted.*, (select count(*) ${OF_HOUR}) as of_hour, ${IS_KNOWN} as is_known from counted),
    placed as (
      select compared.*, row_number() over (partition by client_id, at, is_known) as place from compared
    ), judged as (
      select placed.*, (is_known or of_hour + place <= ${MAX}) as is_told from placed
    ), told as (
      select client_id, at, outcome, secret_id, reason, case when is_told then address else '' end as address,
        case when is_told then user_agent else '' end as user_agent, max(last_at) as last_at, sum(count) as count,
        true as is_told
      from judged
      group by 1, 2, 3, 4, 5, 6, 7
    )`;
}
