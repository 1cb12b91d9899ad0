import { type Expression, type Kysely, type SelectQueryBuilder, type SqlBool, sql } from "kysely";
import type { AuditEventQuery, AuditEventReader, AuditFilter, StoredAuditEvent } from "../domain/audit-event-reader.ts";
import { type CursorPosition, cutPage, type Page } from "../domain/cursor.ts";
import type { Schema } from "./schema.ts";

/** Reads the trail as people do: by time. */
export class KyselyAuditEventReader implements AuditEventReader {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async pageEvents(query: AuditEventQuery): Promise<Page<StoredAuditEvent>> {
    if (query.visibleOrganizationIds?.length === 0) return { items: [], next: undefined };
    const direction = query.order === "newest_first" ? "desc" : "asc";
    let select = filterEvents(this.#database.selectFrom("audit_events"), query)
      .selectAll()
      .orderBy("at", direction)
      .orderBy(PLACE, direction)
      .orderBy("id", direction)
      .limit(query.limit + 1);
    if (query.after !== undefined) select = select.where(comesAfter(query.after, direction));
    const { rows, next } = cutPage(await select.execute(), query.limit, ({ at, sequence, id }) => ({
      ...{ value: at, id: `${sequence ?? 0}:${id}` },
    }));
    return {
      items: rows.map(({ subject_id: subjectId, organization_id: organizationId, user_agent: userAgent, ...row }) => ({
        ...row,
        ...{ subjectId, organizationId, userAgent },
      })),
      next,
    };
  }

  async findSubjectNames(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const database = this.#database;
    const named = (["organizations", "users", "resources", "admin_tokens"] as const).map((table) =>
      database.selectFrom(table).select(["id", "name"]).where("id", "in", ids),
    );
    const secrets = database
      .selectFrom("client_secrets")
      .innerJoin("clients", "clients.id", "client_secrets.client_id")
      .select([
        "client_secrets.id",
        sql<string>`coalesce(client_secrets.label, '…' || client_secrets.hint) || ' of ' || clients.name`.as("name"),
      ])
      .where("client_secrets.id", "in", ids);
    let all = database.selectFrom("clients").select(["id", "name"]).where("id", "in", ids).unionAll(secrets);
    for (const select of named) all = all.unionAll(select);
    return new Map((await all.execute()).map(({ id, name }) => [id, name]));
  }
}

/** What a transaction did has one time: its place in the chain tells what came first. */
const PLACE = sql<number>`coalesce(sequence, 0)`;

function comesAfter({ value, id: placeAndId }: CursorPosition, direction: "asc" | "desc"): Expression<SqlBool> {
  const separator = placeAndId.indexOf(":");
  const place = Number(placeAndId.slice(0, separator)) || 0;
  const id = placeAndId.slice(separator + 1);
  const comparison = direction === "asc" ? sql`>` : sql`<`;
  // The first condition follows from the second; it is the one that an index serves.
  const begins = direction === "asc" ? sql`at >= ${value}` : sql`at <= ${value}`;
  return sql<SqlBool>`(${begins} and (at, ${PLACE}, id) ${comparison} (${value}, ${place}, ${id}))`;
}

type Events = SelectQueryBuilder<Schema, "audit_events", object>;

function filterEvents(events: Events, filter: AuditFilter): Events {
  const { organizationId, subjectId, actorId, action, since, until, visibleOrganizationIds } = filter;
  let select = events;
  if (visibleOrganizationIds !== undefined) select = select.where("organization_id", "in", visibleOrganizationIds);
  if (organizationId !== undefined) select = select.where("organization_id", "=", organizationId);
  if (subjectId !== undefined) select = select.where("subject_id", "=", subjectId);
  if (actorId !== undefined) select = select.where("actor", "in", actorsOf(actorId));
  if (since !== undefined) select = select.where("at", ">=", since);
  if (until !== undefined) select = select.where("at", "<", until);
  if (action === undefined) return select;
  if (!action.endsWith(".")) return select.where("action", "=", action);
  return select.where("action", ">=", action).where("action", "<", `${action.slice(0, -1)}/`); // "/" comes after "."
}

// As they are stored: with their kind.
function actorsOf(id: string): readonly string[] {
  return [id, ...["user", "admin_token", "client", "cli"].map((kind) => `${kind}:${id}`)];
}
