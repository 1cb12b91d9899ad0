import type { Kysely } from "kysely";
import type { Organization } from "../domain/organization.ts";
import type { OrganizationRepository } from "../domain/ports.ts";
import { toOrganization } from "./organization-list.ts";
import type { Schema } from "./schema.ts";
import { isUniqueViolation } from "./unique-violation.ts";

export class KyselyOrganizationRepository implements OrganizationRepository {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async find(idOrName: string): Promise<Organization | undefined> {
    const row = await this.#database
      .selectFrom("organizations")
      .selectAll()
      .where((where) => where.or([where("id", "=", idOrName), where("name", "=", idOrName)]))
      .executeTakeFirst();
    return row === undefined ? undefined : toOrganization(row);
  }

  async insert(organization: Organization): Promise<void> {
    const { id, name, createdAt } = organization;
    await this.#database.insertInto("organizations").values({ id, name, created_at: createdAt }).execute();
  }

  async insertUnlessTaken({ id, name, createdAt }: Organization): Promise<boolean> {
    const result = await this.#database
      .insertInto("organizations")
      .values({ id, name, created_at: createdAt })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .executeTakeFirst();
    return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
  }

  // An update that changes nothing takes the row's lock on both databases; SQLite knows no `for update`.
  async lock(id: string): Promise<number | undefined> {
    const row = await this.#database
      .updateTable("organizations")
      .set((organization) => ({ version: organization.ref("version") }))
      .where("id", "=", id)
      .returning("version")
      .executeTakeFirst();
    return row?.version;
  }

  async rename(id: string, name: string): Promise<boolean> {
    try {
      await this.#database
        .updateTable("organizations")
        .set((organization) => ({ name, version: organization("version", "+", 1) }))
        .where("id", "=", id)
        .execute();
      return true;
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  }

  async delete(id: string): Promise<void> {
    await this.#database.deleteFrom("organizations").where("id", "=", id).execute();
    await this.#database.deleteFrom("organization_uses").where("organization_id", "=", id).execute();
  }
}
