import type { ClientDetails, ResourceGrant } from "../client.ts";
import type { ClientId } from "../identifier.ts";
import { formatScope, parseScope } from "../scope.ts";
import { lockAndFindClient, markClientChanged } from "./change-client.ts";
import { markResourceChanged } from "./change-resource.ts";
import { type Change, isProblem, type Problem, problem, recordAudit } from "./outcome.ts";

export interface GrantRequest {
  readonly audience: string;
  /** Space-delimited (RFC 6749 §3.3); empty: none. */
  readonly scope: string;
  /** What a request without `scope` gets; default: all of `scope`. */
  readonly defaultScope?: string | undefined;
}

export interface Granted {
  readonly kind: "granted";
  readonly notices: readonly string[];
}

/** Lets a client ask for scopes of a resource, in place of what it could ask for there before. Scopes that are new are defined. */
export async function grantResource(
  change: Change,
  clientId: ClientId,
  request: GrantRequest & { readonly isDefault: boolean },
): Promise<Granted | Problem> {
  const scopes = request.scope === "" ? [] : parseScope(request.scope);
  const defaultScopes =
    request.defaultScope === undefined ? scopes : request.defaultScope === "" ? [] : parseScope(request.defaultScope);
  if (scopes === undefined || defaultScopes === undefined)
    return problem(
      "invalid",
      "a scope is words of printable ASCII without quotes and backslashes, separated by single spaces",
    );
  const beyond = defaultScopes.find((name) => !scopes.includes(name));
  if (beyond !== undefined)
    return problem("invalid", `the default scope ${beyond} is not among the scopes of the client`);
  const client = await lockAndFindClient(change, clientId);
  if (isProblem(client)) return client;
  const resource = await change.transaction.resources.find(request.audience);
  if (resource === undefined)
    return problem(
      "not_found",
      `there is no resource ${request.audience}; \`celitech-auth resources create\` makes one`,
    );
  await change.transaction.resources.lock(resource.id); // so that no scope is removed meanwhile
  const fresh = scopes.filter((name) => !resource.scopes.some((scope) => scope.name === name));
  await change.transaction.resources.insertScopes(
    resource.id,
    fresh.map((name) => ({ name, description: "", isRestricted: false })),
  );
  if (fresh.length > 0) await markResourceChanged(change, resource.id);
  const grant = { resourceId: resource.id, isDefault: request.isDefault, scopes, defaultScopes };
  await storeGrant(change, client, grant, resource.audience);
  return { kind: "granted", notices: fresh.map((name) => `defined the scope ${name} at ${resource.audience}`) };
}

/** Stores what a client may ask for, its audit event, and that the client is another now. */
export async function storeGrant(
  change: Change,
  client: ClientDetails,
  grant: ResourceGrant,
  audience: string,
): Promise<void> {
  await change.transaction.clients.putGrant(client.id, grant);
  const before = client.grants.find(({ resourceId }) => resourceId === grant.resourceId);
  await recordAudit(change, "client.granted", client.id, {
    organizationId: client.organizationId,
    before: before && grantFacts(before),
    after: grantFacts(grant),
    details: { resource: audience, scope: formatScope(grant.scopes) },
  });
  await markClientChanged(change, client.id);
}

/** What an audit event says of a grant. */
export function grantFacts({ scopes, defaultScopes, isDefault }: ResourceGrant) {
  return { scope: formatScope(scopes), default_scope: formatScope(defaultScopes), is_default: isDefault };
}
