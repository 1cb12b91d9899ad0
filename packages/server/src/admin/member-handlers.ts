import type { Member, Operator } from "@celitech-auth/contract";
import { applyChange } from "../domain/administration/apply-change.ts";
import { changeRole, removeMember } from "../domain/administration/change-member.ts";
import { isProblem, problem } from "../domain/administration/outcome.ts";
import { removeOperator } from "../domain/administration/remove-operator.ts";
import { BY_NAME, type MemberDetails, type OperatorDetails } from "../domain/administration-reader.ts";
import { answer, changeContext, type Handlers } from "./handler.ts";
import { pageBody, readPage } from "./page.ts";
import { formatTime, formatTimeOrNull } from "./time.ts";

/** The members of partners, and operators. */
export const memberHandlers: Handlers<
  | "GET /organizations/:organization_id/members"
  | "PATCH /organizations/:organization_id/members/:user_id"
  | "DELETE /organizations/:organization_id/members/:user_id"
  | "GET /operators"
  | "DELETE /operators/:user_id"
> = {
  async "GET /organizations/:organization_id/members"({ params, query }, { reader }) {
    const page = readPage(query, BY_NAME);
    if (page.kind === "problem") return page;
    const { organization_id: id } = params;
    const [organization] = await reader.findOrganizations([id]);
    if (organization === undefined) return problem("not_found", `there is no organization ${id}`);
    return answer(pageBody(await reader.listMembers(id, page), BY_NAME, memberBody));
  },

  async "PATCH /organizations/:organization_id/members/:user_id"(request, { unitOfWork, reader }) {
    const { organization_id: organizationId, user_id: userId } = request.params;
    const changed = await applyChange(unitOfWork, changeContext(request), (change) =>
      changeRole(change, organizationId, { userId, role: request.body.role }),
    );
    if (isProblem(changed)) return changed;
    const member = await reader.findMember(organizationId, userId);
    return member === undefined ? problem("not_found", "the member was removed meanwhile") : answer(memberBody(member));
  },

  async "DELETE /organizations/:organization_id/members/:user_id"(request, { unitOfWork }) {
    const { organization_id: organizationId, user_id: userId } = request.params;
    const removed = await applyChange(unitOfWork, changeContext(request), (change) =>
      removeMember(change, organizationId, userId),
    );
    return isProblem(removed) ? removed : answer(undefined);
  },

  async "GET /operators"({ query }, { reader }) {
    const page = readPage(query, BY_NAME);
    if (page.kind === "problem") return page;
    return answer(pageBody(await reader.listOperators(page), BY_NAME, operatorBody));
  },

  async "DELETE /operators/:user_id"(request, { unitOfWork }) {
    const removed = await applyChange(unitOfWork, changeContext(request), (change) =>
      removeOperator(change, request.params.user_id),
    );
    return isProblem(removed) ? removed : answer(undefined);
  },
};

function memberBody(member: MemberDetails): Member {
  return {
    user_id: member.userId,
    organization_id: member.organizationId,
    name: member.name,
    email: member.email,
    role: member.role,
    joined_at: formatTime(member.joinedAt),
    last_signed_in_at: formatTimeOrNull(member.lastSignedInAt),
  };
}

function operatorBody(operator: OperatorDetails): Operator {
  return {
    user_id: operator.userId,
    name: operator.name,
    email: operator.email,
    created_at: formatTime(operator.createdAt),
    last_signed_in_at: formatTimeOrNull(operator.lastSignedInAt),
  };
}
