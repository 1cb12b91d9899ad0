import type { AuthenticationMethod, ClaimValue, ClientDetails, ClientKind } from "../client.ts";
import { type ClientSecret, newSecretText } from "../client-secret.ts";
import { extraClaimsProblem } from "../extra-claims.ts";
import { type ClientId, newClientId, newIdentifier } from "../identifier.ts";
import { DEFAULT_ORGANIZATION_NAME, type Organization } from "../organization.ts";
import type { SecretHasher } from "../secret-hasher.ts";
import type { SecretText } from "../secret-text.ts";
import { insertOrganization } from "./change-organization.ts";
import { insertSecret } from "./create-secret.ts";
import { type GrantRequest, grantResource } from "./grant-resource.ts";
import { type Change, isProblem, type Problem, problem, recordAudit } from "./outcome.ts";

export interface ClientRequest {
  readonly name: string;
  /** Id or name; one that does not exist yet is made. Default: `default`. */
  readonly organization?: string | undefined;
  readonly kind: ClientKind;
  readonly authenticationMethod: AuthenticationMethod;
  readonly claims: Readonly<Record<string, ClaimValue>>;
  /** What it may ask for; the first one is its default resource. */
  readonly grants: readonly GrantRequest[];
  readonly secretLabel?: string | undefined;
  readonly secretExpiresAt?: number | undefined;
  /** What a partner already has, instead of what the server would make. */
  readonly imported?: { readonly id: ClientId; readonly secret: SecretText } | undefined;
}

export interface CreatedClient {
  readonly kind: "created";
  readonly client: ClientDetails;
  /** To be shown once. */
  readonly secret: SecretText;
  readonly organization: Organization;
  /** What did not exist and was made on the way, for people to notice a typing error. */
  readonly notices: readonly string[];
}

const NAME_CHARACTERS_MAX = 200;

/** A client with its first secret. */
export async function createClient(
  change: Change,
  request: ClientRequest,
  hasher: SecretHasher,
): Promise<CreatedClient | Problem> {
  const invalid = await findProblem(change, request);
  if (invalid !== undefined) return invalid;
  const notices: string[] = [];
  const organization = await findOrCreateOrganization(
    change,
    request.organization ?? DEFAULT_ORGANIZATION_NAME,
    notices,
  );
  const id = request.imported?.id ?? newClientId();
  const secret = request.imported?.secret ?? newSecretText();
  const action = request.imported ? "client.imported" : "client.created";
  await insertClient(change, { ...request, id, organizationId: organization.id, secret, action }, hasher);
  for (const [index, grant] of request.grants.entries()) {
    const granted = await grantResource(change, id, { ...grant, isDefault: index === 0 });
    if (isProblem(granted)) return granted;
    notices.push(...granted.notices);
  }
  const client = await readInserted(change, id);
  return { kind: "created", client, secret, organization, notices };
}

/** A client whose organization is known, and whose name and claims were checked. */
export interface ClientToInsert
  extends Pick<ClientRequest, "name" | "kind" | "authenticationMethod" | "claims" | "secretLabel" | "secretExpiresAt"> {
  readonly id: ClientId;
  readonly organizationId: string;
  readonly secret: SecretText;
  readonly action: "client.created" | "client.imported";
}

/** Stores a client, its first secret, which is returned, and the audit event. */
export async function insertClient(
  change: Change,
  client: ClientToInsert,
  hasher: SecretHasher,
): Promise<ClientSecret> {
  const { id, organizationId, kind, authenticationMethod, claims } = client;
  const name = client.name.trim();
  await change.transaction.clients.insert({
    ...{ id, organizationId, name, kind, authenticationMethod, claims },
    createdAt: change.now,
    createdBy: change.actor,
  });
  const { secret: text, secretLabel: label, secretExpiresAt: expiresAt } = client;
  const secret = await insertSecret(change, { clientId: id, text, label, expiresAt }, hasher);
  await recordAudit(change, client.action, id, {
    organizationId,
    after: { name, kind, authentication_method: authenticationMethod },
    details: { name },
  });
  change.transaction.recordChange({ kind: "client", subjectId: id });
  return secret;
}

export async function readInserted({ transaction }: Change, id: ClientId): Promise<ClientDetails> {
  const client = await transaction.clients.find(id);
  if (client === undefined) throw new Error("a client that was just inserted cannot be read");
  return client;
}

async function findProblem({ transaction }: Change, request: ClientRequest): Promise<Problem | undefined> {
  const name = request.name.trim();
  if (name === "" || name.length > NAME_CHARACTERS_MAX)
    return problem("invalid", `the name needs 1 to ${NAME_CHARACTERS_MAX} characters, this one has ${name.length}`);
  const claims = extraClaimsProblem(request.claims);
  if (claims !== undefined) return problem("invalid", claims);
  if (request.imported !== undefined && (await transaction.clients.isIdTaken(request.imported.id)))
    return problem("conflict", `the client id ${request.imported.id} is taken, or was once: ids are never used again`);
  return undefined;
}

async function findOrCreateOrganization(change: Change, idOrName: string, notices: string[]): Promise<Organization> {
  const { organizations } = change.transaction;
  const found = await organizations.find(idOrName);
  // Locked, so that it is not removed before the client is in it.
  if (found !== undefined && (await organizations.lock(found.id)) !== undefined) return found;
  const organization = { id: newIdentifier("org"), name: idOrName, createdAt: change.now };
  if (!(await insertOrganization(change, organization))) return findOrCreateOrganization(change, idOrName, notices);
  notices.push(`made the organization ${idOrName}`);
  return organization;
}
