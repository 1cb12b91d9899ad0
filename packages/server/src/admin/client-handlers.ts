import { applyChange } from "../domain/administration/apply-change.ts";
import {
  deleteClient,
  disableClient,
  enableClient,
  endTokens,
  updateClient,
} from "../domain/administration/change-client.ts";
import { type Change, isProblem } from "../domain/administration/outcome.ts";
import { type GrantWish, putGrant, removeGrant } from "../domain/administration/put-grant.ts";
import { registerClient } from "../domain/administration/register-client.ts";
import { CLIENT_ORDERS } from "../domain/administration-reader.ts";
import type { AdminParts } from "./admin-parts.ts";
import { visibleOrganizations } from "./authorize.ts";
import { isOperator } from "./caller.ts";
import { answerWithClient, changeClient, clientIdOf, describeNewSecret } from "./client-answer.ts";
import { readClientBodies } from "./client-body.ts";
import { createOnce } from "./create-once.ts";
import { type AdminRequest, answer, changeContext, type Handlers } from "./handler.ts";
import { pageBody, readPage } from "./page.ts";
import { expiryMilliseconds } from "./time.ts";

/** Clients and what they may ask for. */
export const clientHandlers: Handlers<
  | "GET /clients"
  | "POST /clients"
  | "GET /clients/:client_id"
  | "PATCH /clients/:client_id"
  | "DELETE /clients/:client_id"
  | "POST /clients/:client_id/disable"
  | "POST /clients/:client_id/enable"
  | "POST /clients/:client_id/end-tokens"
  | "PUT /clients/:client_id/grants/:resource_id"
  | "DELETE /clients/:client_id/grants/:resource_id"
> = {
  async "GET /clients"({ query, caller, now }, { reader }) {
    const { sort, search, organization_id: organizationId, status } = query;
    const page = readPage(query, CLIENT_ORDERS[sort]);
    if (page.kind === "problem") return page;
    const { items, next } = await reader.listClients({
      ...page,
      ...{ order: sort, search, organizationId },
      isEnabled: status === undefined ? undefined : status === "enabled",
      visibleOrganizationIds: visibleOrganizations(caller, "viewer"),
    });
    const bodies = await readClientBodies(reader, items, now);
    return answer(pageBody({ items: bodies, next }, CLIENT_ORDERS[sort], (body) => body));
  },

  async "POST /clients"(request, parts) {
    return createOnce(request, parts, async (change) => {
      const registered = await registerClient(change, await readRegistration(change, request, parts), parts.hasher);
      if (isProblem(registered)) return registered;
      const { clientId, secretId, secret: text } = registered;
      return describeNewSecret(change, { clientId, secretId, text });
    });
  },

  "GET /clients/:client_id"(request, { reader }) {
    return answerWithClient(reader, clientIdOf(request), request.now);
  },

  "PATCH /clients/:client_id"(request, parts) {
    const { name, authentication_method: authenticationMethod } = request.body;
    return changeClient(request, parts, (change, id) => updateClient(change, id, { name, authenticationMethod }));
  },

  async "DELETE /clients/:client_id"(request, { unitOfWork }) {
    const deleted = await applyChange(unitOfWork, changeContext(request), (change) =>
      deleteClient(change, clientIdOf(request), { typedName: request.body.name }),
    );
    return isProblem(deleted) ? deleted : answer(undefined);
  },

  "POST /clients/:client_id/disable"(request, parts) {
    return changeClient(request, parts, disableClient);
  },

  "POST /clients/:client_id/enable"(request, parts) {
    return changeClient(request, parts, enableClient);
  },

  "POST /clients/:client_id/end-tokens"(request, parts) {
    return changeClient(request, parts, endTokens);
  },

  "PUT /clients/:client_id/grants/:resource_id"(request, parts) {
    const wish = grantWish({ ...request.body, resource_id: request.params.resource_id });
    const isOperatorAsking = isOperator(request.caller);
    return changeClient(request, parts, (change, id) =>
      putGrant(change, id, { ...wish, isOperator: isOperatorAsking }),
    );
  },

  "DELETE /clients/:client_id/grants/:resource_id"(request, parts) {
    return changeClient(request, parts, (change, id) => removeGrant(change, id, request.params.resource_id));
  },
};

async function readRegistration(
  { transaction }: Change,
  { body, caller }: AdminRequest<"POST /clients">,
  { facts }: AdminParts,
) {
  const defaultResource =
    body.grants === undefined ? await transaction.resources.find(facts.defaultAudience) : undefined;
  const defaultGrants = defaultResource === undefined ? [] : [{ resourceId: defaultResource.id, scopes: [] }];
  return {
    organizationId: body.organization_id,
    name: body.name,
    kind: body.kind,
    authenticationMethod: body.authentication_method,
    grants: body.grants?.map(grantWish) ?? defaultGrants,
    secretLabel: body.secret_label ?? undefined,
    secretExpiresAt: expiryMilliseconds(body.secret_expires_at),
    isOperator: isOperator(caller),
  };
}

interface GrantBody {
  readonly resource_id: string;
  readonly scopes: readonly string[];
  readonly default_scopes?: readonly string[] | undefined;
  readonly is_default?: boolean | undefined;
}

function grantWish(grant: GrantBody): GrantWish {
  return {
    resourceId: grant.resource_id,
    scopes: grant.scopes,
    defaultScopes: grant.default_scopes,
    isDefault: grant.is_default,
  };
}
