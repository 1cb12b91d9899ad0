import type { AuthenticationMethod, ClaimValue, ClientDetails, ClientKind } from "../client.ts";
import { type ClientSecret, newSecretText, secretHint } from "../client-secret.ts";
import { extraClaimsProblem } from "../extra-claims.ts";
import { type ClientId, newClientId, newIdentifier } from "../identifier.ts";
import { DEFAULT_ORGANIZATION_NAME, type Organization } from "../organization.ts";
import type { SecretHasher } from "../secret-hasher.ts";
import type { SecretText } from "../secret-text.ts";
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
  const { name, kind, authenticationMethod, claims } = request;
  await change.transaction.clients.insert({
    id,
    organizationId: organization.id,
    name: name.trim(),
    kind,
    authenticationMethod,
    claims,
    createdAt: change.now,
    createdBy: change.actor,
  });
  const secret = request.imported?.secret ?? newSecretText();
  await insertSecret(
    change,
    { clientId: id, text: secret, label: request.secretLabel, expiresAt: request.secretExpiresAt },
    hasher,
  );
  for (const [index, grant] of request.grants.entries()) {
    const granted = await grantResource(change, id, { ...grant, isDefault: index === 0 });
    if (isProblem(granted)) return granted;
    notices.push(...granted.notices);
  }
  await recordAudit(change, request.imported ? "client.imported" : "client.created", id, {
    organizationId: organization.id,
    details: { name: name.trim() },
  });
  change.transaction.recordChange({ kind: "client", subjectId: id });
  const client = await change.transaction.clients.find(id);
  if (client === undefined) throw new Error("a client that was just inserted cannot be read");
  return { kind: "created", client, secret, organization, notices };
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
  const found = await change.transaction.organizations.find(idOrName);
  if (found !== undefined) return found;
  const organization = { id: newIdentifier("org"), name: idOrName, createdAt: change.now };
  await change.transaction.organizations.insert(organization);
  await recordAudit(change, "organization.created", organization.id, {
    organizationId: organization.id,
    details: { name: idOrName },
  });
  notices.push(`made the organization ${idOrName}`);
  return organization;
}

interface NewSecret {
  readonly clientId: ClientId;
  readonly text: SecretText;
  readonly label: string | undefined;
  readonly expiresAt: number | undefined;
}

/** Stores a secret's hash and what people tell it by. */
export async function insertSecret(change: Change, secret: NewSecret, hasher: SecretHasher): Promise<ClientSecret> {
  const stored: ClientSecret = {
    id: newIdentifier("cred"),
    hint: secretHint(secret.text),
    label: secret.label,
    hash: hasher.hash(secret.clientId, secret.text.reveal()),
    createdAt: change.now,
    expiresAt: secret.expiresAt,
    revokedAt: undefined,
  };
  await change.transaction.secrets.insert(secret.clientId, stored);
  return stored;
}
