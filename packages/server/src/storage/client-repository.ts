import type { Kysely } from "kysely";
import type { Client, ClientDetails, ResourceGrant } from "../domain/client.ts";
import type { ClientSecret } from "../domain/client-secret.ts";
import type { ClientId } from "../domain/identifier.ts";
import type { ClientRepository, NewClient, SecretRepository } from "../domain/ports.ts";
import { formatScope } from "../domain/scope.ts";
import { splitScopes } from "./client-reader.ts";
import type { ClientSecretRow, Schema } from "./schema.ts";

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
    return (await readDetails(this.#database, [id]))[0];
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

  async #update(
    id: ClientId,
    values: { is_enabled?: number; generation?: number; deleted_at?: number },
  ): Promise<void> {
    await this.#database.updateTable("clients").set(values).where("id", "=", id).execute();
  }
}

export class KyselySecretRepository implements SecretRepository {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async insert(clientId: ClientId, secret: ClientSecret): Promise<void> {
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
      })
      .execute();
  }

  async setExpiry(secretId: string, expiresAt: number): Promise<void> {
    await this.#database
      .updateTable("client_secrets")
      .set({ expires_at: expiresAt })
      .where("id", "=", secretId)
      .execute();
  }

  async setRevoked(secretId: string, at: number): Promise<void> {
    await this.#database.updateTable("client_secrets").set({ revoked_at: at }).where("id", "=", secretId).execute();
  }

  async forgetOldHashes(clientId: ClientId, kept: number): Promise<void> {
    const newest = this.#database
      .selectFrom("client_secrets")
      .select("id")
      .where("client_id", "=", clientId)
      .orderBy("created_at", "desc")
      .orderBy("id", "desc")
      .limit(kept);
    await this.#database
      .updateTable("client_secrets")
      .set({ hash: null })
      .where("client_id", "=", clientId)
      .where("id", "not in", newest)
      .execute();
  }
}

/** Clients with everything that people see, in the order of `ids`. Deleted ones are left out. */
export async function readDetails(database: Kysely<Schema>, ids: readonly string[]): Promise<readonly ClientDetails[]> {
  if (ids.length === 0) return [];
  const [clients, secrets, grants, uses] = await Promise.all([
    database.selectFrom("clients").selectAll().where("id", "in", ids).where("deleted_at", "is", null).execute(),
    database
      .selectFrom("client_secrets")
      .selectAll()
      .where("client_id", "in", ids)
      .orderBy("created_at", "desc")
      .execute(),
    database.selectFrom("client_grants").selectAll().where("client_id", "in", ids).execute(),
    database.selectFrom("secret_uses").select(["client_id", "last_used_at"]).where("client_id", "in", ids).execute(),
  ]);
  const details = clients.map((row): ClientDetails => {
    const lastUses = uses.filter((use) => use.client_id === row.id).map((use) => use.last_used_at);
    return {
      id: row.id as ClientId,
      organizationId: row.organization_id,
      name: row.name,
      kind: row.kind as Client["kind"],
      authenticationMethod: row.authentication_method as Client["authenticationMethod"],
      isEnabled: row.is_enabled === 1,
      generation: row.generation,
      claims: JSON.parse(row.claims) as Client["claims"],
      createdAt: row.created_at,
      createdBy: row.created_by,
      lastUsedAt: lastUses.length > 0 ? Math.max(...lastUses) : undefined,
      secrets: secrets.filter((secret) => secret.client_id === row.id).map(toSecret),
      grants: grants
        .filter((grant) => grant.client_id === row.id)
        .map((grant) => ({
          resourceId: grant.resource_id,
          isDefault: grant.is_default === 1,
          scopes: splitScopes(grant.scopes),
          defaultScopes: splitScopes(grant.default_scopes),
        })),
    };
  });
  return ids.flatMap((id) => details.find((client) => client.id === id) ?? []);
}

function toSecret(row: ClientSecretRow): ClientSecret {
  return {
    id: row.id,
    hint: row.hint,
    label: row.label ?? undefined,
    hash: row.hash ?? undefined,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
  };
}
