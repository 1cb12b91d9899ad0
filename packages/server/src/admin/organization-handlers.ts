import type { Organization } from "@celitech-auth/contract";
import { applyChange } from "../domain/administration/apply-change.ts";
import {
  createOrganization,
  deleteOrganization,
  renameOrganization,
} from "../domain/administration/change-organization.ts";
import { isProblem, type Problem, problem } from "../domain/administration/outcome.ts";
import { type AdministrationReader, BY_NAME, type OrganizationDetails } from "../domain/administration-reader.ts";
import { visibleOrganizations } from "./authorize.ts";
import { createOnce } from "./create-once.ts";
import { type AdminAnswer, answer, changeContext, type Handlers } from "./handler.ts";
import { pageBody, readPage } from "./page.ts";
import { formatTime, formatTimeOrNull } from "./time.ts";

/** Partners. */
export const organizationHandlers: Handlers<
  | "GET /organizations"
  | "POST /organizations"
  | "GET /organizations/:organization_id"
  | "PATCH /organizations/:organization_id"
  | "DELETE /organizations/:organization_id"
> = {
  async "GET /organizations"({ query, caller }, { reader }) {
    const page = readPage(query, BY_NAME);
    if (page.kind === "problem") return page;
    const visibleOrganizationIds = visibleOrganizations(caller, "viewer");
    const found = await reader.pageOrganizations({ ...page, search: query.search, visibleOrganizationIds });
    return answer(pageBody(found, BY_NAME, organizationBody));
  },

  "POST /organizations"(request, parts) {
    return createOnce(request, parts, async (change) => {
      const created = await createOrganization(change, request.body.name);
      if (isProblem(created)) return created;
      const shown = await answerWithOrganization(change.transaction.reader, created.organization.id);
      if (isProblem(shown)) throw new Error("an organization that was just made cannot be read");
      return { kind: "made", body: shown.body, version: 1 };
    });
  },

  "GET /organizations/:organization_id"({ params }, { reader }) {
    return answerWithOrganization(reader, params.organization_id);
  },

  async "PATCH /organizations/:organization_id"(request, { unitOfWork, reader }) {
    const { organization_id: id } = request.params;
    const renamed = await applyChange(unitOfWork, changeContext(request), (change) =>
      renameOrganization(change, id, request.body.name),
    );
    return isProblem(renamed) ? renamed : answerWithOrganization(reader, id);
  },

  async "DELETE /organizations/:organization_id"(request, { unitOfWork }) {
    const deleted = await applyChange(unitOfWork, changeContext(request), (change) =>
      deleteOrganization(change, request.params.organization_id),
    );
    return isProblem(deleted) ? deleted : answer(undefined);
  },
};

async function answerWithOrganization(
  reader: AdministrationReader,
  id: string,
): Promise<AdminAnswer<Organization> | Problem> {
  const details = await reader.findOrganizationDetails(id);
  if (details === undefined) return problem("not_found", `there is no organization ${id}`);
  return answer(organizationBody(details), { version: details.version });
}

function organizationBody(organization: OrganizationDetails): Organization {
  return {
    id: organization.id,
    name: organization.name,
    created_at: formatTime(organization.createdAt),
    clients: organization.clients,
    members: organization.members,
    last_used_at: formatTimeOrNull(organization.lastUsedAt),
  };
}
