import type { ClientDetails } from "../domain/client.ts";
import { type ClientSecret, secretState } from "../domain/client-secret.ts";
import type { Organization } from "../domain/organization.ts";
import type { ResourceCatalog } from "../domain/resource-catalog.ts";
import { type Row, toTime } from "./output.ts";

/** A client for programs. */
export function clientJson(client: ClientDetails, catalog: ResourceCatalog) {
  return {
    client_id: client.id,
    name: client.name,
    organization_id: client.organizationId,
    kind: client.kind,
    authentication_method: client.authenticationMethod,
    enabled: client.isEnabled,
    generation: client.generation,
    claims: client.claims,
    grants: client.grants.map((grant) => ({
      resource: catalog.find(grant.resourceId)?.audience ?? grant.resourceId,
      default: grant.isDefault,
      scope: grant.scopes.join(" "),
      default_scope: grant.defaultScopes.join(" "),
    })),
    secrets: client.secrets.map(secretJson),
    created_at: toTime(client.createdAt),
    created_by: client.createdBy,
    last_used_at: toTime(client.lastUsedAt),
  };
}

export function secretJson(secret: ClientSecret) {
  return {
    secret_id: secret.id,
    hint: secret.hint,
    label: secret.label ?? null,
    state: secretState(secret, Date.now()),
    created_at: toTime(secret.createdAt),
    expires_at: toTime(secret.expiresAt),
    revoked_at: toTime(secret.revokedAt),
  };
}

/** A client in a list. */
export function clientRow(client: ClientDetails, organizations: readonly Organization[]): Row {
  const live = client.secrets.filter((secret) => secretState(secret, Date.now()) === "live");
  return {
    CLIENT_ID: client.id,
    NAME: client.name,
    ORGANIZATION: organizations.find(({ id }) => id === client.organizationId)?.name ?? client.organizationId,
    STATUS: client.isEnabled ? "enabled" : "disabled",
    SECRETS: live.map((secret) => `…${secret.hint}`).join(" "),
    "LAST USED": toTime(client.lastUsedAt) ?? "never",
  };
}

/** A client by itself, for people. */
export function clientRecord(client: ClientDetails, catalog: ResourceCatalog): Row {
  const grants = client.grants.map((grant) => {
    const audience = catalog.find(grant.resourceId)?.audience ?? grant.resourceId;
    return `${audience}${grant.scopes.length > 0 ? ` (${grant.scopes.join(" ")})` : ""}`;
  });
  return {
    client_id: client.id,
    name: client.name,
    organization_id: client.organizationId,
    status: client.isEnabled ? "enabled" : "disabled",
    kind: client.kind,
    authentication: client.authenticationMethod,
    resources: grants.join(", ") || "none",
    secrets: client.secrets.map((secret) => `…${secret.hint} ${secretState(secret, Date.now())}`).join(", ") || "none",
    created: `${toTime(client.createdAt)} by ${client.createdBy}`,
    last_used: toTime(client.lastUsedAt) ?? "never",
  };
}
