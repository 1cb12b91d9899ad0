import type { AuthenticationMethod, ClientKind, ResourceGrant } from "../client.ts";
import { newSecretText } from "../client-secret.ts";
import { type ClientId, newClientId } from "../identifier.ts";
import type { ResourceDetails } from "../resource.ts";
import type { SecretHasher } from "../secret-hasher.ts";
import type { SecretText } from "../secret-text.ts";
import { insertClient, readInserted } from "./create-client.ts";
import { expiryProblem } from "./expiry-problem.ts";
import { storeGrant } from "./grant-resource.ts";
import { type Change, isProblem, type Problem, problem } from "./outcome.ts";
import { type GrantWish, judgeWish, lockForGrant } from "./put-grant.ts";

/** A client that someone makes for an organization that there is, at resources and scopes that there are. */
export interface Registration {
  readonly organizationId: string;
  readonly name: string;
  readonly kind: ClientKind;
  readonly authenticationMethod: AuthenticationMethod;
  readonly grants: readonly GrantWish[];
  readonly secretLabel?: string | undefined;
  readonly secretExpiresAt?: number | undefined;
  readonly isOperator: boolean;
}

export interface RegisteredClient {
  readonly kind: "registered";
  readonly clientId: ClientId;
  readonly secretId: string;
  /** To be shown once. */
  readonly secret: SecretText;
}

/** A client with its first secret. Nothing is made on the way: what is not there is a problem that names its field. */
export async function registerClient(
  change: Change,
  request: Registration,
  hasher: SecretHasher,
): Promise<RegisteredClient | Problem> {
  const { organizationId, isOperator } = request;
  if (request.kind === "resource_server" && !isOperator)
    return problem(
      "forbidden",
      "operators alone make the credentials of an API: ask the operator of the service",
      "kind",
    );
  const past = expiryProblem(request.secretExpiresAt, change.now, "secret_expires_at");
  if (past !== undefined) return past;
  if ((await change.transaction.organizations.lock(organizationId)) === undefined)
    return problem("not_found", `there is no organization ${organizationId}`, "organization_id");
  const grants = await readGrants(change, request);
  if (isProblem(grants)) return grants;
  const [clientId, secret] = [newClientId(), newSecretText()];
  const action = "client.created";
  const { id: secretId } = await insertClient(change, { ...request, id: clientId, claims: {}, secret, action }, hasher);
  const inserted = await readInserted(change, clientId);
  for (const { grant, resource } of grants.wanted) await storeGrant(change, inserted, grant, resource.audience);
  return { kind: "registered", clientId, secretId, secret };
}

interface WantedGrants {
  readonly kind: "wanted";
  readonly wanted: readonly { readonly grant: ResourceGrant; readonly resource: ResourceDetails }[];
}

async function readGrants(change: Change, { grants, isOperator }: Registration): Promise<WantedGrants | Problem> {
  const repeated = findRepeated(grants);
  if (repeated !== undefined) return repeated;
  const resources = await lockResources(change, grants);
  const defaultAt = Math.max(
    0,
    grants.findIndex(({ isDefault }) => isDefault === true),
  );
  const wanted: WantedGrants["wanted"][number][] = [];
  for (const [index, wish] of grants.entries()) {
    const fieldPrefix = `grants.${index}.`;
    const resource = resources.get(wish.resourceId);
    if (resource === undefined)
      return problem("invalid", `there is no resource ${wish.resourceId}`, `${fieldPrefix}resource_id`);
    const grant = judgeWish({ ...wish, isDefault: index === defaultAt }, resource, {
      current: [],
      isOperator,
      fieldPrefix,
    });
    if (isProblem(grant)) return grant;
    wanted.push({ grant, resource });
  }
  return { kind: "wanted", wanted };
}

function findRepeated(grants: readonly GrantWish[]): Problem | undefined {
  for (const [index, { resourceId, isDefault }] of grants.entries()) {
    const earlier = grants.slice(0, index);
    if (earlier.some((other) => other.resourceId === resourceId))
      return problem("invalid", `the resource ${resourceId} is named twice`, `grants.${index}.resource_id`);
    if (isDefault === true && earlier.some((other) => other.isDefault === true))
      return problem("invalid", "one resource alone can be the default", `grants.${index}.is_default`);
  }
  return undefined;
}

// In one order everywhere: two that lock the same rows would otherwise wait for each other.
async function lockResources(
  change: Change,
  grants: readonly GrantWish[],
): Promise<ReadonlyMap<string, ResourceDetails>> {
  const found = new Map<string, ResourceDetails>();
  for (const id of grants.map(({ resourceId }) => resourceId).sort()) {
    const resource = await lockForGrant(change, id);
    if (resource !== undefined) found.set(id, resource);
  }
  return found;
}
