import type { Resource } from "@celitech-auth/contract";
import { applyChange } from "../domain/administration/apply-change.ts";
import type { Changed } from "../domain/administration/change-client.ts";
import { changeResource, createResource } from "../domain/administration/change-resource.ts";
import { putScope, removeScope } from "../domain/administration/change-scope.ts";
import { type Change, isProblem, type Problem, problem } from "../domain/administration/outcome.ts";
import { type AdministrationReader, BY_NAME, type ScopeCounts } from "../domain/administration-reader.ts";
import type { ResourceDetails } from "../domain/resource.ts";
import type { AdminParts } from "./admin-parts.ts";
import { visibleOrganizations } from "./authorize.ts";
import type { Caller } from "./caller.ts";
import { createOnce } from "./create-once.ts";
import { type AdminAnswer, answer, changeContext, type Handlers } from "./handler.ts";
import { pageBody, readPage } from "./page.ts";
import { formatTime } from "./time.ts";

/** APIs and their scopes. */
export const resourceHandlers: Handlers<
  | "GET /resources"
  | "POST /resources"
  | "GET /resources/:resource_id"
  | "PATCH /resources/:resource_id"
  | "PUT /resources/:resource_id/scopes/:scope"
  | "DELETE /resources/:resource_id/scopes/:scope"
> = {
  async "GET /resources"({ query, caller }, { reader, facts }) {
    const page = readPage(query, BY_NAME);
    if (page.kind === "problem") return page;
    const { items, next } = await reader.pageResources(page);
    const ids = items.map(({ id }) => id);
    const counts = await reader.countScopes(ids, visibleOrganizations(caller, "viewer"));
    return answer(
      pageBody({ items, next }, BY_NAME, (resource) => resourceBody(resource, counts, facts.defaultAudience)),
    );
  },

  "POST /resources"(request, parts) {
    const { body, caller } = request;
    return createOnce(request, parts, async (change) => {
      const repeated = body.scopes.findIndex(({ name }, at) =>
        body.scopes.slice(0, at).some((one) => one.name === name),
      );
      if (repeated >= 0) return problem("invalid", "a scope with this name is there twice", `scopes.${repeated}.name`);
      const created = await createResource(change, {
        audience: body.audience,
        name: body.name,
        signingAlgorithm: body.signing_algorithm,
        tokenLifetimeSeconds: body.token_lifetime_seconds ?? undefined,
        scopes: body.scopes.map(scopeOf),
      });
      if (isProblem(created)) return created;
      const target = { id: created.resource.id, caller };
      const shown = await answerWithResource(change.transaction.reader, target, parts.facts.defaultAudience);
      if (isProblem(shown)) throw new Error("a resource that was just made cannot be read");
      return { kind: "made", body: shown.body, version: 1 };
    });
  },

  "GET /resources/:resource_id"({ params, caller }, { reader, facts }) {
    return answerWithResource(reader, { id: params.resource_id, caller }, facts.defaultAudience);
  },

  "PATCH /resources/:resource_id"(request, parts) {
    const { name, signing_algorithm, token_lifetime_seconds } = request.body;
    const update = { name, signingAlgorithm: signing_algorithm, tokenLifetimeSeconds: token_lifetime_seconds };
    return changeAndAnswer(request, parts, (change, id) => changeResource(change, id, update));
  },

  "PUT /resources/:resource_id/scopes/:scope"(request, parts) {
    const scope = scopeOf({ ...request.body, name: request.params.scope });
    return changeAndAnswer(request, parts, (change, id) => putScope(change, id, scope));
  },

  "DELETE /resources/:resource_id/scopes/:scope"(request, parts) {
    return changeAndAnswer(request, parts, (change, id) => removeScope(change, id, request.params.scope));
  },
};

type ChangeRequest = Parameters<typeof changeContext>[0] & { readonly params: { readonly resource_id: string } };

async function changeAndAnswer(
  request: ChangeRequest,
  { unitOfWork, reader, facts }: AdminParts,
  work: (change: Change, id: string) => Promise<Changed | { readonly kind: "saved" } | Problem>,
): Promise<AdminAnswer<Resource> | Problem> {
  const { resource_id: id } = request.params;
  const changed = await applyChange(unitOfWork, changeContext(request), (change) => work(change, id));
  if (isProblem(changed)) return changed;
  return answerWithResource(reader, { id, caller: request.caller }, facts.defaultAudience);
}

async function answerWithResource(
  reader: AdministrationReader,
  { id, caller }: { readonly id: string; readonly caller: Caller },
  defaultAudience: string,
): Promise<AdminAnswer<Resource> | Problem> {
  const [resource] = await reader.findResources([id]);
  if (resource === undefined) return problem("not_found", `there is no resource ${id}`);
  const counts = await reader.countScopes([id], visibleOrganizations(caller, "viewer"));
  return answer(resourceBody(resource, counts, defaultAudience), { version: resource.version });
}

interface ScopeBody {
  readonly name: string;
  readonly description: string;
  readonly is_restricted: boolean;
}

function scopeOf({ name, description, is_restricted: isRestricted }: ScopeBody) {
  return { name, description, isRestricted };
}

function resourceBody(resource: ResourceDetails, counts: ScopeCounts, defaultAudience: string): Resource {
  return {
    id: resource.id,
    audience: resource.audience,
    name: resource.name,
    signing_algorithm: resource.signingAlgorithm,
    token_lifetime_seconds: resource.tokenLifetimeSeconds ?? null,
    is_default: resource.audience === defaultAudience,
    scopes: resource.scopes.map(({ name, description, isRestricted }) => ({
      ...{ name, description, is_restricted: isRestricted },
      clients: counts.get(resource.id)?.get(name) ?? 0,
    })),
    created_at: formatTime(resource.createdAt),
  };
}
