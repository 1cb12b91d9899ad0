import type { Kysely, Selectable } from "kysely";
import type { Page, PageRequest } from "../domain/page.ts";
import type { AdminToken } from "../domain/people/admin-token.ts";
import type { AdminTokenRepository } from "../domain/people/people-ports.ts";
import { formatScope } from "../domain/scope.ts";
import { splitScopes } from "./client-reader.ts";
import { decodeCursor, toPage } from "./page-cursor.ts";
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

  async list(organizationIds: readonly string[] | undefined, page: PageRequest): Promise<Page<AdminToken>> {
    if (organizationIds?.length === 0) return { items: [], nextCursor: undefined };
    let select = this.#database
      .selectFrom("admin_tokens")
      .selectAll()
      .orderBy("created_at", "desc")
      .orderBy("id", "desc")
      .limit(page.limit + 1);
    if (organizationIds !== undefined) select = select.where("organization_id", "in", organizationIds);
    const from = decodeCursor(page.cursor, "number");
    if (from !== undefined)
      select = select.where(({ eb, refTuple, tuple }) =>
        eb(refTuple("created_at", "id"), "<", tuple(from.sort, from.id)),
      );
    return toPage(await select.execute(), page, {
      position: ({ created_at, id }) => ({ sort: created_at, id }),
      toItem: toAdminToken,
    });
  }

  async findNames(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#database
      .selectFrom("admin_tokens")
      .select(["id", "name"])
      .where("id", "in", ids)
      .execute();
    return new Map(rows.map(({ id, name }) => [id, name]));
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
    scopes: splitScopes(row.scopes),
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
    lastUsedFrom: row.last_used_from ?? undefined,
  };
}
