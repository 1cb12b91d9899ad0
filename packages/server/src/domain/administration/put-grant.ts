import type { ClientDetails, ResourceGrant } from "../client.ts";
import type { ClientId } from "../identifier.ts";
import type { ResourceDetails } from "../resource.ts";
import { formatScope, SCOPE_CHARACTERS_MAX } from "../scope.ts";
import { type Changed, lockAndFindClient, markClientChanged } from "./change-client.ts";
import { grantFacts, storeGrant } from "./grant-resource.ts";
import { type Change, isProblem, type Problem, problem, recordAudit } from "./outcome.ts";

/** What a client shall be able to ask for at one resource. Scopes have to be defined there before. */
export interface GrantWish {
  readonly resourceId: string;
  readonly scopes: readonly string[];
  /** What a request without `scope` gets; default: all of `scopes`. */
  readonly defaultScopes?: readonly string[] | undefined;
  /** Default: as it was, and true for the only one. */
  readonly isDefault?: boolean | undefined;
}

/** What a wish is judged by. */
export interface GrantContext {
  readonly current: readonly ResourceGrant[];
  /** Operators alone may grant restricted scopes that the client does not have yet. */
  readonly isOperator: boolean;
  /** Stands before the name of the field at fault. */
  readonly fieldPrefix: string;
}

/** Lets a client ask for scopes of a resource, in place of what it could ask for there before. */
export async function putGrant(
  change: Change,
  clientId: ClientId,
  { isOperator, ...wish }: GrantWish & Pick<GrantContext, "isOperator">,
): Promise<Changed | Problem> {
  const client = await lockAndFindClient(change, clientId);
  if (isProblem(client)) return client;
  const resource = await lockForGrant(change, wish.resourceId);
  if (resource === undefined) return problem("not_found", `there is no resource ${wish.resourceId}`);
  const grant = judgeWish(wish, resource, { current: client.grants, isOperator, fieldPrefix: "" });
  if (isProblem(grant)) return grant;
  await storeGrant(change, client, grant, resource.audience);
  return { kind: "changed", isNew: true };
}

/** A resource that loses no scope until the end of the transaction. */
export async function lockForGrant({ transaction }: Change, id: string): Promise<ResourceDetails | undefined> {
  await transaction.resources.lock(id);
  return transaction.resources.findById(id);
}

/** The grant that a wish comes to, or why it cannot be. */
export function judgeWish(
  wish: GrantWish,
  resource: ResourceDetails,
  { current, isOperator, fieldPrefix }: GrantContext,
): ResourceGrant | Problem {
  const scopes = [...new Set(wish.scopes)];
  const defaultScopes = wish.defaultScopes === undefined ? scopes : [...new Set(wish.defaultScopes)];
  const before = current.find(({ resourceId }) => resourceId === resource.id);
  const refuse = (code: Problem["code"], field: string, message: string) => problem(code, message, fieldPrefix + field);
  for (const name of scopes) {
    const scope = resource.scopes.find((known) => known.name === name);
    if (scope === undefined) return refuse("invalid", "scopes", `${resource.name} has no scope ${name}`);
    if (scope.isRestricted && !isOperator && before?.scopes.includes(name) !== true)
      return refuse("forbidden", "scopes", `the scope ${name} is restricted: ask the operator of the service for it`);
  }
  if (formatScope(scopes).length > SCOPE_CHARACTERS_MAX)
    return refuse("invalid", "scopes", `all scopes together may have ${SCOPE_CHARACTERS_MAX} characters`);
  const beyond = defaultScopes.find((name) => !scopes.includes(name));
  if (beyond !== undefined)
    return refuse("invalid", "default_scopes", `the default scope ${beyond} is not among the scopes`);
  const isDefault = wish.isDefault ?? before?.isDefault ?? current.length === 0;
  return { resourceId: resource.id, isDefault, scopes, defaultScopes };
}

/** Lets a client ask for nothing of a resource any more. */
export async function removeGrant(change: Change, clientId: ClientId, resourceId: string): Promise<Changed | Problem> {
  const client = await lockAndFindClient(change, clientId);
  if (isProblem(client)) return client;
  const grant = client.grants.find((one) => one.resourceId === resourceId);
  if (grant === undefined) return problem("not_found", `the client ${clientId} may ask for nothing of ${resourceId}`);
  await change.transaction.clients.removeGrant(clientId, resourceId);
  await recordGrantRemoved(change, client, grant);
  await markClientChanged(change, clientId);
  return { kind: "changed", isNew: true };
}

async function recordGrantRemoved(change: Change, client: ClientDetails, grant: ResourceGrant): Promise<void> {
  const resource = await change.transaction.resources.findById(grant.resourceId);
  await recordAudit(change, "client.grant_removed", client.id, {
    organizationId: client.organizationId,
    before: grantFacts(grant),
    details: { resource: resource?.audience ?? grant.resourceId, scope: formatScope(grant.scopes) },
  });
}
