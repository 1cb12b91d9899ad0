import type { AdminToken } from "@celitech-auth/contract";
import { applyChange } from "../domain/administration/apply-change.ts";
import { createAdminToken, revokeAdminToken } from "../domain/administration/change-admin-token.ts";
import { isProblem, type Problem, problem } from "../domain/administration/outcome.ts";
import { type AdministrationReader, NEWEST_FIRST } from "../domain/administration-reader.ts";
import type { AdminToken as StoredAdminToken } from "../domain/people/admin-token.ts";
import { readActors } from "./actor.ts";
import { authorizeOrganization, narrowOrganizations, visibleOrganizations } from "./authorize.ts";
import { type Caller, isOperator } from "./caller.ts";
import { createOnce } from "./create-once.ts";
import { answer, changeContext, type Handlers } from "./handler.ts";
import { pageBody, readPage } from "./page.ts";
import { expiryMilliseconds, formatTime, formatTimeOrNull } from "./time.ts";

/** Tokens for automation: an operator's act as an operator, an owner's as an owner of their organization. */
export const adminTokenHandlers: Handlers<
  "GET /admin-tokens" | "POST /admin-tokens" | "DELETE /admin-tokens/:admin_token_id"
> = {
  async "GET /admin-tokens"({ caller, query }, { people, reader }) {
    const page = readPage(query, NEWEST_FIRST);
    if (page.kind === "problem") return page;
    const visibleOrganizationIds = narrowOrganizations(visibleOrganizations(caller, "owner"), query.organization_id);
    const found = await people.adminTokens.list({ ...page, visibleOrganizationIds });
    const bodies = await tokenBodies(reader, found.items);
    return answer(pageBody({ items: bodies, next: found.next }, NEWEST_FIRST, (body) => body));
  },

  async "POST /admin-tokens"(request, parts) {
    const { name, organization_id: organizationId, scopes, expires_at: expiresAt } = request.body;
    const refused = authorizeCreation(request.caller, organizationId);
    if (refused !== undefined) return refused;
    return createOnce(request, parts, async (change) => {
      const wanted = { name, scopes, organizationId: organizationId ?? undefined };
      const created = await createAdminToken(
        change,
        { ...wanted, expiresAt: expiryMilliseconds(expiresAt) },
        parts.tokenHasher,
      );
      if (isProblem(created)) return created;
      const [token] = await tokenBodies(change.transaction.reader, [created.token]);
      if (token === undefined) throw new Error("a token that was just made is none");
      return {
        kind: "made",
        body: { admin_token: token, token: null, notice: REPLAYED },
        shownOnce: { token: created.text },
      };
    });
  },

  async "DELETE /admin-tokens/:admin_token_id"(request, { unitOfWork }) {
    const { caller, params } = request;
    const revoked = await applyChange(unitOfWork, changeContext(request), (change) =>
      revokeAdminToken(change, params.admin_token_id, (token) => isVisible(caller, token)),
    );
    return isProblem(revoked) ? revoked : answer(undefined);
  },
};

const REPLAYED =
  "The token was shown once, in the first answer to this request, and is stored nowhere: revoke this one and make another.";

function authorizeCreation(caller: Caller, organizationId: string | null): Problem | undefined {
  if (organizationId !== null) return authorizeOrganization(caller, organizationId, "owner");
  return isOperator(caller)
    ? undefined
    : problem("forbidden", "It takes an operator to make a token that acts as one: name your organization_id.");
}

/** An operator's tokens are for operators to see, an organization's for its owners too. */
function isVisible(caller: Caller, { organizationId }: StoredAdminToken): boolean {
  if (organizationId === undefined) return isOperator(caller);
  return authorizeOrganization(caller, organizationId, "owner") === undefined;
}

async function tokenBodies(
  reader: Pick<AdministrationReader, "findActorNames">,
  tokens: readonly StoredAdminToken[],
): Promise<readonly AdminToken[]> {
  const present = await readActors(
    reader,
    tokens.map(({ createdBy }) => createdBy),
  );
  return tokens.map((token) => ({
    id: token.id,
    name: token.name,
    hint: token.hint,
    organization_id: token.organizationId ?? null,
    scopes: [...token.scopes],
    created_at: formatTime(token.createdAt),
    created_by: present(token.createdBy),
    expires_at: formatTimeOrNull(token.expiresAt),
    revoked_at: formatTimeOrNull(token.revokedAt),
    last_used_at: formatTimeOrNull(token.lastUsedAt),
    last_used_from: token.lastUsedFrom ?? null,
  }));
}
