import type { Invitation } from "../people/people-ports.ts";
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
  const purpose = link?.purpose;
  const isTheirs = purpose?.kind === "invitation" && purpose.organizationId === organizationId;
  if (link === undefined || !isTheirs || !(await oneTimeLinks.delete(invitationId)))
    return problem("not_found", "there is no such invitation: it was used, withdrawn, or never made");
  await recordWithdrawal(change, { ...link, purpose });
  return { kind: "changed", isNew: true };
}

/** Writes the audit event of an invitation that can be used no more. */
export function recordWithdrawal(change: Change, { id, purpose, email }: Invitation): Promise<void> {
  return recordAudit(change, "invitation.withdrawn", id, {
    organizationId: purpose.organizationId,
    before: { role: purpose.role ?? "operator", email: email ?? null },
  });
}
