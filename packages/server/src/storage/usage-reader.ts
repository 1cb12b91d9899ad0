import { type Kysely, sql } from "kysely";
import { ACTIVITY_KEPT_MILLISECONDS, HOUR_MILLISECONDS, SPAN_MILLISECONDS, spansBetween } from "../domain/usage.ts";
import type { Activity, ActivityQuery, UsageBucket, UsageQuery, UsageReader } from "../domain/usage-reader.ts";
import type { Schema } from "./schema.ts";

export class KyselyUsageReader implements UsageReader {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async readBuckets({ span, bucketMilliseconds, since, until, of }: UsageQuery): Promise<readonly UsageBucket[]> {
    if (of.kind === "organizations" && of.ids.length === 0) return [];
    const bucket = sql<number>`at - at % ${sql.lit(bucketMilliseconds)}`;
    let select = this.#database
      .selectFrom("usage_counts")
      .select([
        bucket.as("bucket"),
        sql<number>`cast(sum(issued) as bigint)`.as("issued"),
        sql<number>`cast(sum(denied) as bigint)`.as("denied"),
      ])
      .where("span", "=", span)
      .where("at", "in", spansBetween(since, until, SPAN_MILLISECONDS[span])) // the key begins with them
      .groupBy(bucket)
      .orderBy(bucket);
    if (of.kind === "client") {
      select = select.where("client_id", "=", of.clientId);
      if (of.secretId !== undefined) select = select.where("secret_id", "=", of.secretId);
    } else {
      // Beside the rows of clients there is one of each organization.
      select = select.where("client_id", "=", "");
      if (of.kind === "organizations") select = select.where("secret_id", "in", of.ids);
    }
    const rows = await select.execute();
    return rows.map(({ bucket: at, issued, denied }) => ({ at, issued, denied }));
  }

  async listActivity({ clientId, outcome, until, limit, after }: ActivityQuery): Promise<readonly Activity[]> {
    let select = this.#database
      .selectFrom("client_activity as a")
      .leftJoin("client_secrets as s", "s.id", "a.secret_id")
      .select(["a.last_at", "a.outcome", "a.count", "a.reason", "a.address", "a.user_agent", "a.secret_id", "s.hint"])
      .where("a.at", "in", spansBetween(until - ACTIVITY_KEPT_MILLISECONDS, until, HOUR_MILLISECONDS))
      .where("a.client_id", "=", clientId)
      .orderBy("a.last_at", "desc");
    // The rest of the key: rows of one instant have an order, too.
    for (const column of ["at", "outcome", "secret_id", "reason", "address", "user_agent"] as const)
      select = select.orderBy(`a.${column}`);
    if (outcome !== undefined) select = select.where("a.outcome", "=", outcome);
    if (after !== undefined) select = select.where("a.last_at", "<=", after.lastAt);
    const rows = await select
      .limit(limit)
      .offset(after?.skip ?? 0)
      .execute();
    return rows.map((row) => ({
      lastAt: row.last_at,
      outcome: row.outcome as Activity["outcome"],
      count: row.count,
      reason: row.reason,
      address: row.address,
      userAgent: row.user_agent,
      secretId: row.secret_id,
      secretHint: row.hint ?? undefined,
    }));
  }

  async findClientOfSecret(secretId: string): Promise<string | undefined> {
    const row = await this.#database
      .selectFrom("client_secrets")
      .select("client_id")
      .where("id", "=", secretId)
      .executeTakeFirst();
    return row?.client_id;
  }
}
