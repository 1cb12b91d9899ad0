import { newIdentifier } from "../identifier.ts";
import { parseAudience, type Resource, type SigningAlgorithm, TOKEN_LIFETIME_SECONDS_MAX } from "../resource.ts";
import { parseScope } from "../scope.ts";
import { type Change, type Problem, problem, recordAudit } from "./outcome.ts";

export interface ResourceRequest {
  readonly audience: string;
  readonly name?: string | undefined;
  readonly signingAlgorithm?: SigningAlgorithm | undefined;
  readonly tokenLifetimeSeconds?: number | undefined;
  /** Space-delimited scopes to define. */
  readonly scope?: string | undefined;
}

export interface SavedResource {
  readonly kind: "saved";
  readonly resource: Resource;
}

export async function createResource(change: Change, request: ResourceRequest): Promise<SavedResource | Problem> {
  const invalid = findProblem(request);
  if (invalid !== undefined) return invalid;
  if ((await change.transaction.resources.find(request.audience)) !== undefined)
    return problem("conflict", `the resource ${request.audience} exists`);
  const resource: Resource = {
    id: newIdentifier("res"),
    audience: request.audience,
    name: request.name ?? request.audience,
    signingAlgorithm: request.signingAlgorithm ?? "ES256",
    tokenLifetimeSeconds: request.tokenLifetimeSeconds,
    scopes: scopesOf(request),
    createdAt: change.now,
  };
  await change.transaction.resources.insert(resource);
  await finish(change, resource, "resource.created");
  return { kind: "saved", resource };
}

/** Changes what the request names, adds its scopes, and leaves the rest. The audience stays: tokens and APIs name it. */
export async function updateResource(change: Change, request: ResourceRequest): Promise<SavedResource | Problem> {
  const invalid = findProblem(request);
  if (invalid !== undefined) return invalid;
  const found = await change.transaction.resources.find(request.audience);
  if (found === undefined) return problem("not_found", `there is no resource ${request.audience}`);
  const added = scopesOf(request).filter(({ name }) => !found.scopes.some((scope) => scope.name === name));
  const resource: Resource = {
    ...found,
    name: request.name ?? found.name,
    signingAlgorithm: request.signingAlgorithm ?? found.signingAlgorithm,
    tokenLifetimeSeconds: request.tokenLifetimeSeconds ?? found.tokenLifetimeSeconds,
    scopes: [...found.scopes, ...added],
  };
  await change.transaction.resources.update(resource);
  await change.transaction.resources.insertScopes(resource.id, added);
  await finish(change, resource, "resource.changed");
  return { kind: "saved", resource };
}

async function finish(
  change: Change,
  resource: Resource,
  action: "resource.created" | "resource.changed",
): Promise<void> {
  const { tokenLifetimeSeconds, signingAlgorithm, audience } = resource;
  if (tokenLifetimeSeconds !== undefined) await change.transaction.resources.raiseLongestLifetime(tokenLifetimeSeconds);
  await recordAudit(change, action, resource.id, {
    details: { audience, signingAlgorithm, tokenLifetimeSeconds: tokenLifetimeSeconds ?? null },
  });
  change.transaction.recordChange({ kind: "resource", subjectId: resource.id });
}

function findProblem({ audience, tokenLifetimeSeconds, scope }: ResourceRequest): Problem | undefined {
  if (parseAudience(audience) === undefined)
    return problem(
      "invalid",
      "the audience must be an absolute URI without a fragment, 256 characters at most (RFC 8707 §2)",
    );
  const isLifetime = (seconds: number) =>
    Number.isSafeInteger(seconds) && seconds >= 1 && seconds <= TOKEN_LIFETIME_SECONDS_MAX;
  if (tokenLifetimeSeconds !== undefined && !isLifetime(tokenLifetimeSeconds))
    return problem("invalid", `the lifetime must be 1 to ${TOKEN_LIFETIME_SECONDS_MAX} whole seconds`);
  if (scope !== undefined && scope !== "" && parseScope(scope) === undefined)
    return problem(
      "invalid",
      "scopes are words of printable ASCII without quotes and backslashes, separated by single spaces",
    );
  return undefined;
}

function scopesOf({ scope = "" }: ResourceRequest): Resource["scopes"] {
  return (scope === "" ? [] : (parseScope(scope) ?? [])).map((name) => ({ name, description: "" }));
}
