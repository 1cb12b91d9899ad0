import type { Kysely } from "kysely";
import type { ClientDetails, ResourceGrant } from "../domain/client.ts";
import type { NewClientSecret } from "../domain/client-secret.ts";
import type { ClientId } from "../domain/identifier.ts";
import type {
  ClientRepository,
  ClientUpdate,
  NewClient,
  SecretReplacement,
  SecretRepository,
} from "../domain/ports.ts";
import { formatScope } from "../domain/scope.ts";
import { readClientDetails } from "./client-details.ts";
import { splitScopes } from "./client-reader.ts";
import type { Schema } from "./schema.ts";

export class KyselyClientRepository implements ClientRepository {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  // An update that changes nothing takes the row's lock on both databases; SQLite knows no `for update`.
  async lock(id: ClientId): Promise<void> {
    await this.#database
      .updateTable("clients")
      .set((row) => ({ generation: row.ref("generation") }))
      .where("id", "=", id)
      .execute();
  }

  async find(id: ClientId): Promise<ClientDetails | undefined> {
    return (await readClientDetails(this.#database, [id]))[0];
  }

  async hasAny(): Promise<boolean> {
    return (await this.#database.selectFrom("clients").select("id").limit(1).executeTakeFirst()) !== undefined;
  }

  async isIdTaken(id: ClientId): Promise<boolean> {
    return (
      (await this.#database.selectFrom("clients").select("id").where("id", "=", id).executeTakeFirst()) !== undefined
    );
  }

  async insert(client: NewClient): Promise<void> {
    await this.#database
      .insertInto("clients")
      .values({
        id: client.id,
        organization_id: client.organizationId,
        name: client.name,
        kind: client.kind,
        authentication_method: client.authenticationMethod,
        is_enabled: 1,
        generation: 1,
        claims: JSON.stringify(client.claims),
        created_at: client.createdAt,
        created_by: client.createdBy,
        deleted_at: null,
      })
      .execute();
  }

  async setEnabled(id: ClientId, isEnabled: boolean, generation: number): Promise<void> {
    await this.#update(id, { is_enabled: isEnabled ? 1 : 0, generation });
  }

  async setGeneration(id: ClientId, generation: number): Promise<void> {
    await this.#update(id, { generation });
  }

  async markDeleted(id: ClientId, at: number, generation: number): Promise<void> {
    await this.#update(id, { deleted_at: at, is_enabled: 0, generation });
    await this.#database.updateTable("client_secrets").set({ hash: null }).where("client_id", "=", id).execute();
    await this.#database.deleteFrom("client_grants").where("client_id", "=", id).execute();
  }

  async putGrant(id: ClientId, grant: ResourceGrant): Promise<void> {
    if (grant.isDefault)
      await this.#database.updateTable("client_grants").set({ is_default: 0 }).where("client_id", "=", id).execute();
    const values = {
      is_default: grant.isDefault ? 1 : 0,
      scopes: formatScope(grant.scopes),
      default_scopes: formatScope(grant.defaultScopes),
    };
    await this.#database
      .insertInto("client_grants")
      .values({ client_id: id, resource_id: grant.resourceId, ...values })
      .onConflict((conflict) => conflict.columns(["client_id", "resource_id"]).doUpdateSet(values))
      .execute();
  }

  async removeGrant(id: ClientId, resourceId: string): Promise<void> {
    await this.#database
      .deleteFrom("client_grants")
      .where("client_id", "=", id)
      .where("resource_id", "=", resourceId)
      .execute();
  }

  async update(id: ClientId, { name, authenticationMethod }: ClientUpdate): Promise<void> {
    await this.#update(id, { name, authentication_method: authenticationMethod });
  }

  async raiseVersion(id: ClientId): Promise<void> {
    await this.#database
      .updateTable("clients")
      .set((row) => ({ version: row("version", "+", 1) }))
      .where("id", "=", id)
      .execute();
  }

  async countOf(organizationId: string): Promise<number> {
    const row = await this.#database
      .selectFrom("clients")
      .select((select) => select.fn.countAll<number>().as("clients"))
      .where("organization_id", "=", organizationId)
      .where("deleted_at", "is", null)
      .executeTakeFirstOrThrow();
    return row.clients;
  }

  async countWithScope(resourceId: string, scope: string): Promise<number> {
    const grants = await this.#database
      .selectFrom("client_grants")
      .select(["scopes", (select) => select.fn.countAll<number>().as("clients")])
      .where("resource_id", "=", resourceId)
      .groupBy("scopes")
      .execute();
    const asking = grants.filter(({ scopes }) => splitScopes(scopes).includes(scope));
    return asking.reduce((sum, { clients }) => sum + clients, 0);
  }

  async moveDeleted(fromOrganizationId: string, toOrganizationId: string): Promise<void> {
    await this.#database
      .updateTable("clients")
      .set({ organization_id: toOrganizationId })
      .where("organization_id", "=", fromOrganizationId)
      .where("deleted_at", "is not", null)
      .execute();
  }

  async #update(
    id: ClientId,
    values: {
      is_enabled?: number;
      generation?: number;
      deleted_at?: number;
      name?: string;
      authentication_method?: string;
    },
  ): Promise<void> {
    await this.#database.updateTable("clients").set(values).where("id", "=", id).execute();
  }
}

export class KyselySecretRepository implements SecretRepository {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async insert(clientId: ClientId, secret: NewClientSecret): Promise<void> {
    await this.#database
      .insertInto("client_secrets")
      .values({
        id: secret.id,
        client_id: clientId,
        hint: secret.hint,
        label: secret.label ?? null,
        hash: secret.hash ?? null,
        created_at: secret.createdAt,
        expires_at: secret.expiresAt ?? null,
        revoked_at: secret.revokedAt ?? null,
        created_by: secret.createdBy ?? null,
      })
      .execute();
  }

  async setExpiry(secretId: string, expiresAt: number | undefined): Promise<void> {
    await this.#update(secretId, { expires_at: expiresAt ?? null });
  }

  async setLabel(secretId: string, label: string | undefined): Promise<void> {
    await this.#update(secretId, { label: label ?? null });
  }

  async setRevoked(secretId: string, at: number): Promise<void> {
    await this.#update(secretId, { revoked_at: at });
  }

  async setReplacement(secretId: string, { replacedBy, expiresAtBefore }: SecretReplacement): Promise<void> {
    await this.#update(secretId, { replaced_by: replacedBy ?? null, expires_at_before: expiresAtBefore ?? null });
  }

  async forgetHashes(clientId: ClientId, keptSecretIds: readonly string[]): Promise<void> {
    await this.#database
      .updateTable("client_secrets")
      .set({ hash: null })
      .where("client_id", "=", clientId)
      .where("id", "not in", keptSecretIds)
      .execute();
  }

  async #update(
    secretId: string,
    values: {
      expires_at?: number | null;
      label?: string | null;
      revoked_at?: number;
      replaced_by?: string | null;
      expires_at_before?: number | null;
    },
  ): Promise<void> {
    await this.#database.updateTable("client_secrets").set(values).where("id", "=", secretId).execute();
  }
}
