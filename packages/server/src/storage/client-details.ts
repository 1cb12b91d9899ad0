import type { Kysely, Selectable } from "kysely";
import type { Client, ClientDetails } from "../domain/client.ts";
import type { SecretDetails, SecretUsage } from "../domain/client-secret.ts";
import type { ClientId } from "../domain/identifier.ts";
import { splitScopes } from "./client-reader.ts";
import type { ClientGrantsTable, ClientSecretRow, ClientsTable, Schema, SecretUsesTable } from "./schema.ts";

/** Clients with everything that people see, in the order of `ids`. Deleted ones are left out. */
export async function readClientDetails(
  database: Kysely<Schema>,
  ids: readonly string[],
): Promise<readonly ClientDetails[]> {
  if (ids.length === 0) return [];
  const [clients, secrets, grants, uses] = await Promise.all([
    database.selectFrom("clients").selectAll().where("id", "in", ids).where("deleted_at", "is", null).execute(),
    database
      .selectFrom("client_secrets")
      .selectAll()
      .where("client_id", "in", ids)
      .orderBy("created_at", "desc")
      .orderBy("id", "desc")
      .execute(),
    database.selectFrom("client_grants").selectAll().where("client_id", "in", ids).execute(),
    database.selectFrom("secret_uses").selectAll().where("client_id", "in", ids).execute(),
  ]);
  const parts = {
    secrets: Map.groupBy(secrets, ({ client_id }) => client_id),
    grants: Map.groupBy(grants, ({ client_id }) => client_id),
    uses: new Map(uses.map((use) => [use.secret_id, use])),
  };
  const details = new Map(clients.map((row) => [row.id, toDetails(row, parts)]));
  return ids.flatMap((id) => details.get(id) ?? []);
}

interface ClientParts {
  readonly secrets: ReadonlyMap<string, readonly ClientSecretRow[]>;
  readonly grants: ReadonlyMap<string, readonly Selectable<ClientGrantsTable>[]>;
  readonly uses: ReadonlyMap<string, Selectable<SecretUsesTable>>;
}

function toDetails(row: Selectable<ClientsTable>, parts: ClientParts): ClientDetails {
  const secrets = (parts.secrets.get(row.id) ?? []).map((secret) => toSecret(secret, parts.uses.get(secret.id)));
  const lastUses = secrets.flatMap(({ use }) => use?.lastUsedAt ?? []);
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
    version: row.version,
    lastUsedAt: lastUses.length > 0 ? Math.max(...lastUses) : (row.last_used_at ?? undefined),
    secrets,
    grants: (parts.grants.get(row.id) ?? []).map((grant) => ({
      resourceId: grant.resource_id,
      isDefault: grant.is_default === 1,
      scopes: splitScopes(grant.scopes),
      defaultScopes: splitScopes(grant.default_scopes),
    })),
  };
}

function toSecret(row: ClientSecretRow, use: Selectable<SecretUsesTable> | undefined): SecretDetails {
  return {
    id: row.id,
    hint: row.hint,
    label: row.label ?? undefined,
    hash: row.hash ?? undefined,
    createdAt: row.created_at,
    createdBy: row.created_by ?? undefined,
    expiresAt: row.expires_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
    replacedBy: row.replaced_by ?? undefined,
    expiresAtBefore: row.expires_at_before ?? undefined,
    use: use === undefined ? undefined : toUsage(use),
  };
}

function toUsage(row: Selectable<SecretUsesTable>): SecretUsage {
  return {
    firstUsedAt: row.first_used_at,
    lastUsedAt: row.last_used_at,
    lastUsedFrom: row.last_used_from,
    lastUsedUserAgent: row.last_used_user_agent ?? undefined,
    tokensIssued: row.tokens_issued,
  };
}
