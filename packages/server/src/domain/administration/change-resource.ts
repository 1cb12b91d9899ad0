import { newIdentifier } from "../identifier.ts";
import {
  parseAudience,
  type Resource,
  type ResourceDetails,
  type ResourceScope,
  type SigningAlgorithm,
  TOKEN_LIFETIME_SECONDS_MAX,
} from "../resource.ts";
import { parseScope } from "../scope.ts";
import { type Change, isProblem, type Problem, problem, recordAudit, versionProblem } from "./outcome.ts";

export interface ResourceRequest {
  readonly audience: string;
  readonly name?: string | undefined;
  readonly signingAlgorithm?: SigningAlgorithm | undefined;
  readonly tokenLifetimeSeconds?: number | undefined;
  /** Space-delimited scopes to define. */
  readonly scope?: string | undefined;
  /** The same, described. */
  readonly scopes?: readonly ResourceScope[];
}

export interface SavedResource {
  readonly kind: "saved";
  readonly resource: Resource;
}

export async function createResource(change: Change, request: ResourceRequest): Promise<SavedResource | Problem> {
  const invalid = findProblem(request);
  if (invalid !== undefined) return invalid;
  const resource: Resource = {
    id: newIdentifier("res"),
    audience: request.audience,
    name: request.name ?? request.audience,
    signingAlgorithm: request.signingAlgorithm ?? "ES256",
    tokenLifetimeSeconds: request.tokenLifetimeSeconds,
    scopes: [...(request.scopes ?? []), ...scopesOf(request)],
    createdAt: change.now,
  };
  if (!(await change.transaction.resources.insertUnlessTaken(resource)))
    return problem("conflict", `the resource ${request.audience} exists`, "audience");
  await raiseLongestLifetime(change, resource);
  await recordAudit(change, "resource.created", resource.id, {
    after: { ...resourceFacts(resource), scopes: resource.scopes.map(({ name }) => name).join(" ") },
    details: { audience: resource.audience },
  });
  change.transaction.recordChange({ kind: "resource", subjectId: resource.id });
  return { kind: "saved", resource };
}

/** Changes what the request names, adds its scopes, and leaves the rest. The audience stays: tokens and APIs name it. */
export async function updateResource(change: Change, request: ResourceRequest): Promise<SavedResource | Problem> {
  const invalid = findProblem(request);
  if (invalid !== undefined) return invalid;
  const found = await change.transaction.resources.find(request.audience);
  if (found === undefined) return problem("not_found", `there is no resource ${request.audience}`);
  return changeResource(change, found.id, request);
}

export interface ResourceUpdate extends Pick<ResourceRequest, "name" | "signingAlgorithm" | "scope"> {
  /** Undefined: as it is; null: the default of the service. */
  readonly tokenLifetimeSeconds?: number | null | undefined;
}

/** The same, of a resource whose id is known. */
export async function changeResource(
  change: Change,
  id: string,
  update: ResourceUpdate,
): Promise<SavedResource | Problem> {
  const found = await lockAndFindResource(change, id);
  if (isProblem(found)) return found;
  const { name, signingAlgorithm, tokenLifetimeSeconds: lifetime } = update;
  const added = scopesOf(update).filter((scope) => !found.scopes.some((known) => known.name === scope.name));
  const resource: Resource = {
    ...found,
    name: name ?? found.name,
    signingAlgorithm: signingAlgorithm ?? found.signingAlgorithm,
    tokenLifetimeSeconds: lifetime === undefined ? found.tokenLifetimeSeconds : (lifetime ?? undefined),
    scopes: [...found.scopes, ...added],
  };
  await change.transaction.resources.update(resource);
  await change.transaction.resources.insertScopes(resource.id, added);
  await raiseLongestLifetime(change, resource);
  await recordAudit(change, "resource.changed", resource.id, {
    before: resourceFacts(found),
    after: { ...resourceFacts(resource), ...(added.length > 0 && { added: added.map((one) => one.name).join(" ") }) },
    details: { audience: resource.audience },
  });
  await markResourceChanged(change, resource.id);
  return { kind: "saved", resource };
}

/** The resource as it is until the end of the transaction, in the version that the caller saw. */
export async function lockAndFindResource(change: Change, id: string): Promise<ResourceDetails | Problem> {
  const { resources } = change.transaction;
  await resources.lock(id);
  const resource = await resources.findById(id);
  if (resource === undefined) return problem("not_found", `there is no resource ${id}`);
  return versionProblem(change, resource.version) ?? resource;
}

/** Tells people by its version, and running servers by the change log, that the resource is another now. */
export async function markResourceChanged({ transaction }: Change, id: string): Promise<void> {
  await transaction.resources.raiseVersion(id);
  transaction.recordChange({ kind: "resource", subjectId: id });
}

async function raiseLongestLifetime({ transaction }: Change, { tokenLifetimeSeconds }: Resource): Promise<void> {
  if (tokenLifetimeSeconds !== undefined) await transaction.resources.raiseLongestLifetime(tokenLifetimeSeconds);
}

function resourceFacts({ name, signingAlgorithm, tokenLifetimeSeconds }: Resource) {
  return { name, signing_algorithm: signingAlgorithm, token_lifetime_seconds: tokenLifetimeSeconds ?? null };
}

function findProblem({ audience, tokenLifetimeSeconds, scope }: ResourceRequest): Problem | undefined {
  if (parseAudience(audience) === undefined)
    return problem(
      "invalid",
      "the audience must be an absolute URI without a fragment, 256 characters at most (RFC 8707 §2)",
      "audience",
    );
  const isLifetime = (seconds: number) =>
    Number.isSafeInteger(seconds) && seconds >= 1 && seconds <= TOKEN_LIFETIME_SECONDS_MAX;
  if (tokenLifetimeSeconds !== undefined && !isLifetime(tokenLifetimeSeconds))
    return problem(
      "invalid",
      `the lifetime must be 1 to ${TOKEN_LIFETIME_SECONDS_MAX} whole seconds`,
      "token_lifetime_seconds",
    );
  if (scope !== undefined && scope !== "" && parseScope(scope) === undefined)
    return problem(
      "invalid",
      "scopes are words of printable ASCII without quotes and backslashes, separated by single spaces",
      "scope",
    );
  return undefined;
}

function scopesOf({ scope = "" }: Pick<ResourceRequest, "scope">): Resource["scopes"] {
  const names = scope === "" ? [] : (parseScope(scope) ?? []);
  return names.map((name) => ({ name, description: "", isRestricted: false }));
}
