import type { Client, Grant, Secret } from "@celitech-auth/contract";
import type { AdministrationReader } from "../domain/administration-reader.ts";
import type { ClientDetails, ResourceGrant } from "../domain/client.ts";
import { type Rotation, rotationUnderWay, type SecretDetails, secretState } from "../domain/client-secret.ts";
import type { Organization } from "../domain/organization.ts";
import type { ResourceDetails } from "../domain/resource.ts";
import { type PresentActor, readActors } from "./actor.ts";
import { formatTime, formatTimeOrNull } from "./time.ts";

/** Clients as the API shows them. What they refer to is looked up for all at once. */
export async function readClientBodies(
  reader: AdministrationReader,
  clients: readonly ClientDetails[],
  now: number,
): Promise<readonly Client[]> {
  const distinct = (ids: readonly string[]) => [...new Set(ids)];
  const actors = clients.flatMap(({ createdBy, secrets }) => [createdBy, ...secrets.flatMap(createdByOf)]);
  const [resources, organizations, present] = await Promise.all([
    reader.findResources(distinct(clients.flatMap(({ grants }) => grants.map(({ resourceId }) => resourceId)))),
    reader.findOrganizations(distinct(clients.map(({ organizationId }) => organizationId))),
    readActors(reader, actors),
  ]);
  const context: Context = {
    resources: new Map(resources.map((resource) => [resource.id, resource])),
    organizations: new Map(organizations.map((organization) => [organization.id, organization])),
    present,
    now,
  };
  return clients.map((client) => clientBody(client, context));
}

interface Context {
  readonly resources: ReadonlyMap<string, ResourceDetails>;
  readonly organizations: ReadonlyMap<string, Organization>;
  readonly present: PresentActor;
  readonly now: number;
}

function createdByOf({ createdBy }: SecretDetails): readonly string[] {
  return createdBy === undefined ? [] : [createdBy];
}

function clientBody(client: ClientDetails, context: Context): Client {
  const rotation = rotationUnderWay(client.secrets, context.now);
  return {
    id: client.id,
    name: client.name,
    organization_id: client.organizationId,
    organization_name: context.organizations.get(client.organizationId)?.name ?? client.organizationId,
    kind: client.kind,
    authentication_method: client.authenticationMethod,
    status: client.isEnabled ? "enabled" : "disabled",
    created_at: formatTime(client.createdAt),
    created_by: context.present(client.createdBy),
    last_used_at: formatTimeOrNull(client.lastUsedAt),
    grants: client.grants.map((grant) => grantBody(grant, context)).sort((a, b) => (a.audience < b.audience ? -1 : 1)),
    secrets: client.secrets.map((secret) => secretBody(secret, rotation, context)),
    rotation:
      rotation === undefined
        ? null
        : {
            old_secret_id: rotation.old.id,
            new_secret_id: rotation.newId,
            ends_at: formatTime(rotation.endsAt),
          },
  };
}

function grantBody({ resourceId, isDefault, scopes, defaultScopes }: ResourceGrant, { resources }: Context): Grant {
  const resource = resources.get(resourceId);
  return {
    resource_id: resourceId,
    audience: resource?.audience ?? resourceId,
    resource_name: resource?.name ?? resourceId,
    is_default: isDefault,
    scopes: [...scopes],
    default_scopes: [...defaultScopes],
  };
}

function secretBody(secret: SecretDetails, rotation: Rotation | undefined, { present, now }: Context): Secret {
  return {
    id: secret.id,
    hint: secret.hint,
    label: secret.label ?? null,
    state: secret.id === rotation?.old.id ? "ending" : secretState(secret, now),
    created_at: formatTime(secret.createdAt),
    created_by: secret.createdBy === undefined ? null : present(secret.createdBy),
    expires_at: formatTimeOrNull(secret.expiresAt),
    revoked_at: formatTimeOrNull(secret.revokedAt),
    replaced_by: secret.replacedBy ?? null,
    first_used_at: formatTimeOrNull(secret.use?.firstUsedAt),
    last_used_at: formatTimeOrNull(secret.use?.lastUsedAt),
    last_used_from: secret.use?.lastUsedFrom ?? null,
    last_used_user_agent: secret.use?.lastUsedUserAgent ?? null,
    tokens_issued: secret.use?.tokensIssued ?? 0,
  };
}
