import type { Kysely, Selectable } from "kysely";
import type { InvitationPurpose, LinkPurpose, OneTimeLink } from "../domain/people/one-time-link.ts";
import type { FoundLink, Invitation, OneTimeLinkRepository } from "../domain/people/people-ports.ts";
import type { Role } from "../domain/people/user.ts";
import type { OneTimeLinksTable, Schema } from "./schema.ts";

export class KyselyOneTimeLinkRepository implements OneTimeLinkRepository {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async find(id: string): Promise<OneTimeLink | undefined> {
    const row = await this.#database.selectFrom("one_time_links").selectAll().where("id", "=", id).executeTakeFirst();
    return row === undefined ? undefined : toLink(row);
  }

  async findByTokenHash(tokenHash: Uint8Array): Promise<FoundLink | undefined> {
    const row = await this.#database
      .selectFrom("one_time_links")
      .leftJoin("organizations", "organizations.id", "one_time_links.organization_id")
      .selectAll("one_time_links")
      .select("organizations.name as organization_name")
      .where("token_hash", "=", tokenHash)
      .executeTakeFirst();
    return row === undefined ? undefined : { ...toLink(row), organizationName: row.organization_name ?? undefined };
  }

  async listInvitationsOfCreator(createdBy: string, now: number): Promise<readonly Invitation[]> {
    const rows = await this.#database
      .selectFrom("one_time_links")
      .selectAll()
      .where("created_by", "=", createdBy)
      .where("kind", "=", "invitation")
      .where("used_at", "is", null)
      .where("expires_at", ">", now)
      .orderBy("id")
      .execute();
    return rows.map((row) => ({ ...toLink(row), purpose: toInvitationPurpose(row) }));
  }

  async insert(link: OneTimeLink, tokenHash: Uint8Array): Promise<void> {
    const { purpose } = link;
    await this.#database
      .insertInto("one_time_links")
      .values({
        id: link.id,
        kind: purpose.kind,
        token_hash: tokenHash,
        user_id: purpose.kind === "sign_in" ? purpose.userId : null,
        organization_id: purpose.kind === "invitation" ? (purpose.organizationId ?? null) : null,
        role: purpose.kind === "invitation" ? (purpose.role ?? null) : null,
        email: link.email ?? null,
        created_at: link.createdAt,
        created_by: link.createdBy,
        expires_at: link.expiresAt,
        used_at: link.usedAt ?? null,
      })
      .execute();
  }

  // One statement: of two transactions at once, the second waits for the first, and then finds the row used.
  async claim(id: string, at: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#database
      .updateTable("one_time_links")
      .set({ used_at: at })
      .where("id", "=", id)
      .where("used_at", "is", null)
      .where("expires_at", ">", at)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async delete(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#database
      .deleteFrom("one_time_links")
      .where("id", "=", id)
      .where("used_at", "is", null)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  async deleteUnusedSetupLinks(): Promise<void> {
    await this.#database
      .deleteFrom("one_time_links")
      .where("kind", "=", "setup")
      .where("used_at", "is", null)
      .execute();
  }

  async deleteUnusedOfOrganization(organizationId: string): Promise<void> {
    await this.#database
      .deleteFrom("one_time_links")
      .where("organization_id", "=", organizationId)
      .where("used_at", "is", null)
      .execute();
  }

  async prune(before: number): Promise<void> {
    await this.#database.deleteFrom("one_time_links").where("expires_at", "<", before).execute();
  }
}

function toLink(row: Selectable<OneTimeLinksTable>): OneTimeLink {
  return {
    id: row.id,
    purpose: toPurpose(row),
    email: row.email ?? undefined,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    usedAt: row.used_at ?? undefined,
  };
}

function toPurpose(row: Selectable<OneTimeLinksTable>): LinkPurpose {
  if (row.kind === "setup") return { kind: "setup" };
  if (row.kind === "sign_in" && row.user_id !== null) return { kind: "sign_in", userId: row.user_id };
  return toInvitationPurpose(row);
}

function toInvitationPurpose({ id, kind, organization_id, role }: Selectable<OneTimeLinksTable>): InvitationPurpose {
  if (kind === "invitation" && organization_id === null)
    return { kind: "invitation", organizationId: undefined, role: undefined };
  if (kind === "invitation" && organization_id !== null && role !== null)
    return { kind: "invitation", organizationId: organization_id, role: role as Role };
  throw new Error(`the one-time link ${id} is none that this version knows`);
}
