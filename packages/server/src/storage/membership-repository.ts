import type { Kysely, Selectable } from "kysely";
import type { MembershipRepository } from "../domain/people/people-ports.ts";
import type { Membership, NamedMembership, Role } from "../domain/people/user.ts";
import type { MembershipsTable, Schema } from "./schema.ts";

export class KyselyMembershipRepository implements MembershipRepository {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async find(userId: string, organizationId: string): Promise<Membership | undefined> {
    const row = await this.#database
      .selectFrom("memberships")
      .selectAll()
      .where("user_id", "=", userId)
      .where("organization_id", "=", organizationId)
      .executeTakeFirst();
    return row === undefined ? undefined : toMembership(row);
  }

  async listOfUser(userId: string): Promise<readonly NamedMembership[]> {
    const rows = await this.#database
      .selectFrom("memberships")
      .innerJoin("organizations", "organizations.id", "memberships.organization_id")
      .selectAll("memberships")
      .select("organizations.name as organization_name")
      .where("user_id", "=", userId)
      .orderBy("organizations.name")
      .orderBy("organizations.id")
      .execute();
    return rows.map((row) => ({ ...toMembership(row), organizationName: row.organization_name }));
  }

  async count(organizationId: string, role?: Role): Promise<number> {
    let select = this.#database
      .selectFrom("memberships")
      .select((row) => row.fn.countAll<number>().as("members"))
      .where("organization_id", "=", organizationId);
    if (role !== undefined) select = select.where("role", "=", role);
    return (await select.executeTakeFirstOrThrow()).members;
  }

  async insert({ userId, organizationId, role, createdAt }: Membership): Promise<void> {
    await this.#database
      .insertInto("memberships")
      .values({ user_id: userId, organization_id: organizationId, role, created_at: createdAt })
      .execute();
  }

  async setRole(userId: string, organizationId: string, role: Role): Promise<void> {
    await this.#database
      .updateTable("memberships")
      .set({ role })
      .where("user_id", "=", userId)
      .where("organization_id", "=", organizationId)
      .execute();
  }

  async delete(userId: string, organizationId: string): Promise<void> {
    await this.#database
      .deleteFrom("memberships")
      .where("user_id", "=", userId)
      .where("organization_id", "=", organizationId)
      .execute();
  }

  async deleteOfOrganization(organizationId: string): Promise<void> {
    await this.#database.deleteFrom("memberships").where("organization_id", "=", organizationId).execute();
  }
}

type MembershipRow = Selectable<MembershipsTable>;

function toMembership(row: MembershipRow): Membership {
  return {
    userId: row.user_id,
    organizationId: row.organization_id,
    role: row.role as Role,
    createdAt: row.created_at,
  };
}
