import { type Expression, type Kysely, type SqlBool, sql } from "kysely";
import {
  EXPIRED_MILLISECONDS,
  EXPIRES_SOON_MILLISECONDS,
  FINDING_KINDS,
  type FindingKind,
  type FindingPage,
  type FindingPosition,
  type FindingQuery,
  IDLE_MILLISECONDS,
  type SecurityFinding,
  type SecurityFindingReader,
} from "../domain/security-finding.ts";
import { afterPosition } from "./list-conditions.ts";
import type { Schema } from "./schema.ts";

interface FindingRow {
  readonly client_id: string;
  readonly client_name: string;
  readonly organization_id: string;
  readonly organization_name: string;
  readonly secret_id: string | null;
  readonly secret_hint: string | null;
  readonly sort_at: number;
}

/** Findings are looked for when somebody asks: each kind is one query along an index. */
export class KyselySecurityFindingReader implements SecurityFindingReader {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async pageFindings(query: FindingQuery): Promise<FindingPage> {
    if (query.organizationIds?.length === 0) return { items: [], next: undefined };
    const found: { readonly finding: SecurityFinding; readonly position: FindingPosition }[] = [];
    for (const kind of kindsFrom(query)) {
      const wanted = query.limit + 1 - found.length;
      if (wanted <= 0) break;
      for (const row of await this.#readRows(kind, { ...query, limit: wanted }))
        found.push({
          finding: toFinding(kind, row),
          position: { kind, at: row.sort_at, id: row.secret_id ?? row.client_id },
        });
    }
    const kept = found.slice(0, query.limit);
    const isMore = found.length > query.limit;
    return { items: kept.map(({ finding }) => finding), next: isMore ? kept.at(-1)?.position : undefined };
  }

  #readRows(kind: FindingKind, query: FindingQuery): Promise<FindingRow[]> {
    return kind === "client_idle" ? this.#readClients(query) : this.#readSecrets(kind, query);
  }

  async #readSecrets(kind: Exclude<FindingKind, "client_idle">, query: FindingQuery): Promise<FindingRow[]> {
    const { organizationIds, limit } = query;
    const at = ENDS_AT;
    let select = this.#database
      .selectFrom("client_secrets as s")
      .innerJoin("clients as c", "c.id", "s.client_id")
      .innerJoin("organizations as o", "o.id", "c.organization_id")
      .select(["c.id as client_id", "c.name as client_name", "o.id as organization_id", "o.name as organization_name"])
      .select(["s.id as secret_id", "s.hint as secret_hint", at.as("sort_at")])
      .where("c.deleted_at", "is", null)
      .where("c.is_enabled", "=", 1)
      .where("s.revoked_at", "is", null)
      .where(secretCondition(kind, query.now))
      .orderBy(at)
      .orderBy("s.id")
      .limit(limit);
    if (organizationIds !== undefined) select = select.where("c.organization_id", "in", organizationIds);
    const position = positionIn(kind, query);
    if (position !== undefined)
      select = select.where(({ ref }) => afterPosition({ value: at, id: ref("s.id"), direction: "asc" }, position));
    return select.execute();
  }

  async #readClients(query: FindingQuery): Promise<FindingRow[]> {
    const { organizationIds, limit, now } = query;
    const before = now - IDLE_MILLISECONDS;
    const at = sql<number>`coalesce(c.last_used_at, 0)`;
    let select = this.#database
      .selectFrom("clients as c")
      .innerJoin("organizations as o", "o.id", "c.organization_id")
      .select(["c.id as client_id", "c.name as client_name", "o.id as organization_id", "o.name as organization_name"])
      .select([sql<null>`null`.as("secret_id"), sql<null>`null`.as("secret_hint"), at.as("sort_at")])
      .where("c.deleted_at", "is", null)
      .where("c.is_enabled", "=", 1)
      .where("c.created_at", "<", before)
      .where(sql<SqlBool>`${at} < ${before}`)
      .orderBy(at)
      .orderBy("c.id")
      .limit(limit);
    if (organizationIds !== undefined) select = select.where("c.organization_id", "in", organizationIds);
    const position = positionIn("client_idle", query);
    if (position !== undefined)
      select = select.where(({ ref }) => afterPosition({ value: at, id: ref("c.id"), direction: "asc" }, position));
    return select.execute();
  }
}

// A secret that was replaced ends as it was meant to.
function secretCondition(kind: Exclude<FindingKind, "client_idle">, now: number): Expression<SqlBool> {
  switch (kind) {
    case "secret_expired":
      return sql`s.replaced_by is null and ${endsIn(now - EXPIRED_MILLISECONDS, now)}`;
    case "secret_expires_soon":
      return sql`s.replaced_by is null and ${endsIn(now, now + EXPIRES_SOON_MILLISECONDS)}`;
    case "rotation_under_way":
      return sql`s.replaced_by is not null and ${ENDS_AT} > ${now}`;
    case "secret_never_expires":
      return sql`${ENDS_AT} = 0`;
  }
}

/** The expression of an index. */
const ENDS_AT = sql<number>`coalesce(s.expires_at, 0)`;

function endsIn(after: number, until: number): Expression<SqlBool> {
  return sql`${ENDS_AT} > ${after} and ${ENDS_AT} <= ${until}`;
}

function kindsFrom({ kind, after }: FindingQuery): readonly FindingKind[] {
  const wanted = kind === undefined ? FINDING_KINDS : [kind];
  return after === undefined ? wanted : wanted.slice(Math.max(0, wanted.indexOf(after.kind)));
}

function positionIn(kind: FindingKind, { after }: FindingQuery) {
  return after?.kind === kind ? { value: after.at, id: after.id } : undefined;
}

function toFinding(kind: FindingKind, row: FindingRow): SecurityFinding {
  return {
    kind,
    clientId: row.client_id,
    clientName: row.client_name,
    organizationId: row.organization_id,
    organizationName: row.organization_name,
    secretId: row.secret_id ?? undefined,
    secretHint: row.secret_hint ?? undefined,
    at: row.sort_at === 0 ? undefined : row.sort_at,
  };
}
