import type { ResourceScope } from "../resource.ts";
import type { Changed } from "./change-client.ts";
import { lockAndFindResource, markResourceChanged } from "./change-resource.ts";
import { type Change, isProblem, type Problem, problem, recordAudit } from "./outcome.ts";

/** Defines a scope of a resource, or describes it anew. */
export async function putScope(change: Change, resourceId: string, scope: ResourceScope): Promise<Changed | Problem> {
  const resource = await lockAndFindResource(change, resourceId);
  if (isProblem(resource)) return resource;
  const before = resource.scopes.find(({ name }) => name === scope.name);
  if (before?.description === scope.description && before.isRestricted === scope.isRestricted)
    return { kind: "changed", isNew: false };
  await change.transaction.resources.putScope(resourceId, scope);
  await recordAudit(change, "resource.scope_defined", resourceId, {
    before: before && scopeFacts(before),
    after: scopeFacts(scope),
    details: { audience: resource.audience, scope: scope.name },
  });
  await markResourceChanged(change, resourceId);
  return { kind: "changed", isNew: true };
}

/** Only while no client may ask for it: what partners rely on does not vanish. */
export async function removeScope(change: Change, resourceId: string, name: string): Promise<Changed | Problem> {
  const resource = await lockAndFindResource(change, resourceId);
  if (isProblem(resource)) return resource;
  const scope = resource.scopes.find((known) => known.name === name);
  if (scope === undefined) return problem("not_found", `the resource ${resource.audience} has no scope ${name}`);
  const clients = await change.transaction.clients.countWithScope(resourceId, name);
  if (clients > 0)
    return problem(
      "conflict",
      `${clients} client${clients === 1 ? "" : "s"} may ask for ${name}: take it from them first`,
    );
  await change.transaction.resources.removeScope(resourceId, name);
  await recordAudit(change, "resource.scope_removed", resourceId, {
    before: scopeFacts(scope),
    details: { audience: resource.audience, scope: name },
  });
  await markResourceChanged(change, resourceId);
  return { kind: "changed", isNew: true };
}

function scopeFacts({ description, isRestricted }: ResourceScope) {
  return { description, is_restricted: isRestricted };
}
