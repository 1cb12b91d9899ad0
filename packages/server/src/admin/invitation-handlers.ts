import type { Invitation } from "@celitech-auth/contract";
import { applyChange } from "../domain/administration/apply-change.ts";
import { createOneTimeLink } from "../domain/administration/create-one-time-link.ts";
import { type Change, isProblem, problem } from "../domain/administration/outcome.ts";
import { withdrawInvitation } from "../domain/administration/withdraw-invitation.ts";
import { type AdministrationReader, type InvitationDetails, NEWEST_FIRST } from "../domain/administration-reader.ts";
import { type InvitationPurpose, linkUrl } from "../domain/people/one-time-link.ts";
import { readActors } from "./actor.ts";
import type { AdminParts } from "./admin-parts.ts";
import { createOnce } from "./create-once.ts";
import { answer, changeContext, type Handlers } from "./handler.ts";
import { pageBody, readPage } from "./page.ts";
import { formatTime } from "./time.ts";

/** Invitations by one-time link, of members and of operators. */
export const invitationHandlers: Handlers<
  | "GET /organizations/:organization_id/invitations"
  | "POST /organizations/:organization_id/invitations"
  | "DELETE /organizations/:organization_id/invitations/:invitation_id"
  | "GET /operator-invitations"
  | "POST /operator-invitations"
  | "DELETE /operator-invitations/:invitation_id"
> = {
  async "GET /organizations/:organization_id/invitations"({ params, query, now }, { reader }) {
    const { organization_id: id } = params;
    const [organization] = await reader.findOrganizations([id]);
    if (organization === undefined) return problem("not_found", `there is no organization ${id}`);
    return listInvitations(reader, { ...query, organizationId: id, now });
  },

  "POST /organizations/:organization_id/invitations"(request, parts) {
    const { organization_id: organizationId } = request.params;
    return createOnce(request, parts, async (change) => {
      if ((await change.transaction.organizations.lock(organizationId)) === undefined)
        return problem("not_found", `there is no organization ${organizationId}`);
      const { role, email } = request.body;
      return invite(change, { purpose: { kind: "invitation", organizationId, role }, email }, parts);
    });
  },

  async "DELETE /organizations/:organization_id/invitations/:invitation_id"(request, { unitOfWork }) {
    const { organization_id: organizationId, invitation_id: id } = request.params;
    const withdrawn = await applyChange(unitOfWork, changeContext(request), (change) =>
      withdrawInvitation(change, organizationId, id),
    );
    return isProblem(withdrawn) ? withdrawn : answer(undefined);
  },

  "GET /operator-invitations"({ query, now }, { reader }) {
    return listInvitations(reader, { ...query, organizationId: undefined, now });
  },

  "POST /operator-invitations"(request, parts) {
    const purpose = { kind: "invitation", organizationId: undefined, role: undefined } as const;
    const { email } = request.body;
    return createOnce(request, parts, (change) => invite(change, { purpose, email }, parts));
  },

  async "DELETE /operator-invitations/:invitation_id"(request, { unitOfWork }) {
    const withdrawn = await applyChange(unitOfWork, changeContext(request), (change) =>
      withdrawInvitation(change, undefined, request.params.invitation_id),
    );
    return isProblem(withdrawn) ? withdrawn : answer(undefined);
  },
};

interface InvitationList {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly organizationId: string | undefined;
  readonly now: number;
}

async function listInvitations(reader: AdministrationReader, { organizationId, now, ...query }: InvitationList) {
  const page = readPage(query, NEWEST_FIRST);
  if (page.kind === "problem") return page;
  const found = await reader.listInvitations({ ...page, organizationId, now });
  const bodies = await invitationBodies(reader, found.items);
  return answer(pageBody({ items: bodies, next: found.next }, NEWEST_FIRST, (body) => body));
}

const REPLAYED =
  "The link was shown once, in the first answer to this request, and is stored nowhere: withdraw this invitation and make another one.";

interface NewInvitation {
  readonly purpose: InvitationPurpose;
  readonly email: string | null;
}

async function invite(change: Change, { purpose, email }: NewInvitation, { tokenHasher, facts }: AdminParts) {
  const created = await createOneTimeLink(change, { purpose, email: email ?? undefined }, tokenHasher);
  if (isProblem(created)) return created;
  const { link, token } = created;
  const { organizationId, role } = purpose;
  const [invitation] = await invitationBodies(change.transaction.reader, [{ ...link, organizationId, role }]);
  if (invitation === undefined) throw new Error("an invitation that was just made is none");
  return {
    kind: "made",
    body: { invitation, link: null, notice: REPLAYED },
    shownOnce: { link: linkUrl(facts.publicUrl, "invitation", token) },
  } as const;
}

async function invitationBodies(
  reader: AdministrationReader,
  invitations: readonly InvitationDetails[],
): Promise<readonly Invitation[]> {
  const present = await readActors(
    reader,
    invitations.map(({ createdBy }) => createdBy),
  );
  return invitations.map((invitation) => ({
    id: invitation.id,
    organization_id: invitation.organizationId ?? null,
    role: invitation.role ?? null,
    email: invitation.email ?? null,
    created_at: formatTime(invitation.createdAt),
    created_by: present(invitation.createdBy),
    expires_at: formatTime(invitation.expiresAt),
  }));
}
