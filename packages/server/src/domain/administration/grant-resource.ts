import type { ClientId } from "../identifier.ts";
import { parseScope } from "../scope.ts";
import { type Change, type Problem, problem, recordAudit } from "./outcome.ts";

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
  const resource = await change.transaction.resources.find(request.audience);
  if (resource === undefined)
    return problem(
      "not_found",
      `there is no resource ${request.audience}; \`celitech-auth resources create\` makes one`,
    );

  const fresh = scopes.filter((name) => !resource.scopes.some((scope) => scope.name === name));
  await change.transaction.resources.insertScopes(
    resource.id,
    fresh.map((name) => ({ name, description: "" })),
  );
  if (fresh.length > 0) change.transaction.recordChange({ kind: "resource", subjectId: resource.id });
  await change.transaction.clients.putGrant(clientId, {
    resourceId: resource.id,
    isDefault: request.isDefault,
    scopes,
    defaultScopes,
  });
  await recordAudit(change, "client.granted", clientId, {
    details: { resource: resource.audience, scope: request.scope },
  });
  change.transaction.recordChange({ kind: "client", subjectId: clientId });
  return { kind: "granted", notices: fresh.map((name) => `defined the scope ${name} at ${resource.audience}`) };
}
