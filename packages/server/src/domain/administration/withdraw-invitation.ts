import type { Changed } from "./change-client.ts";
import { type Change, type Problem, problem, recordAudit } from "./outcome.ts";

/** Of this organization, or with undefined of the operators. Its link does nothing from now on. */
export async function withdrawInvitation(
  change: Change,
  organizationId: string | undefined,
  invitationId: string,
): Promise<Changed | Problem> {
  const { oneTimeLinks } = change.transaction;
  const link = await oneTimeLinks.find(invitationId);
  const isTheirs = link?.purpose.kind === "invitation" && link.purpose.organizationId === organizationId;
  if (link === undefined || !isTheirs || !(await oneTimeLinks.delete(invitationId)))
    return problem("not_found", "there is no such invitation: it was used, withdrawn, or never made");
  const { purpose, email } = link;
  const role = purpose.kind === "invitation" ? (purpose.role ?? "operator") : null;
  await recordAudit(change, "invitation.withdrawn", invitationId, {
    organizationId,
    before: { role, email: email ?? null },
  });
  return { kind: "changed", isNew: true };
}
