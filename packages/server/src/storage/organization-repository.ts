import type { Kysely } from "kysely";
import type { Organization } from "../domain/organization.ts";
import type { OrganizationRepository } from "../domain/ports.ts";
import type { Schema } from "./schema.ts";

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
    return row === undefined ? undefined : { id: row.id, name: row.name, createdAt: row.created_at };
  }

  async insert(organization: Organization): Promise<void> {
    const { id, name, createdAt } = organization;
    await this.#database.insertInto("organizations").values({ id, name, created_at: createdAt }).execute();
  }
}
