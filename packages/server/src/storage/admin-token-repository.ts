import { type Kysely, type Selectable, sql } from "kysely";
import { cutPage, type Page } from "../domain/cursor.ts";
import { type AdminToken, isAdminTokenScope } from "../domain/people/admin-token.ts";
import type { AdminTokenQuery, AdminTokenRepository } from "../domain/people/people-ports.ts";
import { formatScope } from "../domain/scope.ts";
import { splitScopes } from "./client-reader.ts";
import { afterPosition } from "./list-conditions.ts";
import type { AdminTokensTable, Schema } from "./schema.ts";

export class KyselyAdminTokenRepository implements AdminTokenRepository {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async find(id: string): Promise<AdminToken | undefined> {
    const row = await this.#database.selectFrom("admin_tokens").selectAll().where("id", "=", id).executeTakeFirst();
    return row === undefined ? undefined : toAdminToken(row);
  }

  async findByTokenHash(tokenHash: Uint8Array): Promise<AdminToken | undefined> {
    const row = await this.#database
      .selectFrom("admin_tokens")
      .selectAll()
      .where("token_hash", "=", tokenHash)
      .executeTakeFirst();
    return row === undefined ? undefined : toAdminToken(row);
  }

  async list({ limit, after, visibleOrganizationIds }: AdminTokenQuery): Promise<Page<AdminToken>> {
    if (visibleOrganizationIds?.length === 0) return { items: [], next: undefined };
    const columns = { value: sql<number>`created_at`, id: sql<string>`id`, direction: "desc" } as const;
    let select = this.#database
      .selectFrom("admin_tokens")
      .selectAll()
      .orderBy("created_at", "desc")
      .orderBy("id", "desc")
      .limit(limit + 1);
    if (visibleOrganizationIds !== undefined) select = select.where("organization_id", "in", visibleOrganizationIds);
    if (after !== undefined) select = select.where(afterPosition(columns, after));
    const { rows, next } = cutPage(await select.execute(), limit, ({ id, created_at }) => ({ id, value: created_at }));
    return { items: rows.map(toAdminToken), next };
  }

  async insert(token: AdminToken, tokenHash: Uint8Array): Promise<void> {
    await this.#database
      .insertInto("admin_tokens")
      .values({
        id: token.id,
        name: token.name,
        hint: token.hint,
        token_hash: tokenHash,
        organization_id: token.organizationId ?? null,
        scopes: formatScope(token.scopes),
        created_at: token.createdAt,
        created_by: token.createdBy,
        expires_at: token.expiresAt ?? null,
        revoked_at: token.revokedAt ?? null,
        last_used_at: token.lastUsedAt ?? null,
        last_used_from: token.lastUsedFrom ?? null,
      })
      .execute();
  }

  async listLiveOfCreator(createdBy: string, now: number): Promise<readonly AdminToken[]> {
    const rows = await this.#database
      .selectFrom("admin_tokens")
      .selectAll()
      .where("created_by", "=", createdBy)
      .where("revoked_at", "is", null)
      .where((where) => where.or([where("expires_at", "is", null), where("expires_at", ">", now)]))
      .orderBy("id")
      .execute();
    return rows.map(toAdminToken);
  }

  async setRevoked(id: string, at: number): Promise<void> {
    await this.#database
      .updateTable("admin_tokens")
      .set({ revoked_at: at })
      .where("id", "=", id)
      .where("revoked_at", "is", null)
      .execute();
  }

  async revokeOfOrganization(organizationId: string, at: number): Promise<void> {
    await this.#database
      .updateTable("admin_tokens")
      .set({ revoked_at: at })
      .where("organization_id", "=", organizationId)
      .where("revoked_at", "is", null)
      .execute();
  }

  async setLastUsed(id: string, at: number, address: string): Promise<void> {
    await this.#database
      .updateTable("admin_tokens")
      .set({ last_used_at: at, last_used_from: address })
      .where("id", "=", id)
      .where((where) => where.or([where("last_used_at", "is", null), where("last_used_at", "<", at)]))
      .execute();
  }
}

function toAdminToken(row: Selectable<AdminTokensTable>): AdminToken {
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    organizationId: row.organization_id ?? undefined,
    scopes: splitScopes(row.scopes).filter(isAdminTokenScope), // one that a later version took away allows nothing
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
    lastUsedFrom: row.last_used_from ?? undefined,
  };
}
