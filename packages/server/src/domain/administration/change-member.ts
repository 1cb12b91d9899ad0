import type { MemberDetails } from "../administration-reader.ts";
import type { Role } from "../people/user.ts";
import type { Changed } from "./change-client.ts";
import { endLostRights } from "./end-lost-rights.ts";
import { type Change, isProblem, type Problem, problem, recordAudit } from "./outcome.ts";

/** The last owner stays one while there are other members: somebody has to look after them. */
export async function changeRole(
  change: Change,
  organizationId: string,
  { userId, role }: { readonly userId: string; readonly role: Role },
): Promise<Changed | Problem> {
  const member = await lockAndFindMember(change, organizationId, userId);
  if (isProblem(member)) return member;
  if (member.role === role) return { kind: "changed", isNew: false };
  if (member.role === "owner" && (await isLastOwner(change, organizationId))) return lastOwner(member);
  await change.transaction.memberships.setRole(userId, organizationId, role);
  await recordAudit(change, "member.role_changed", userId, {
    organizationId,
    before: { role: member.role },
    after: { role },
    details: { name: member.name },
  });
  await endLostRights(change, userId);
  return { kind: "changed", isNew: true };
}

/** Whoever is left alone may go, too: the operators can invite others. */
export async function removeMember(change: Change, organizationId: string, userId: string): Promise<Changed | Problem> {
  const member = await lockAndFindMember(change, organizationId, userId);
  if (isProblem(member)) return member;
  const { memberships } = change.transaction;
  const isAlone = (await memberships.count(organizationId)) === 1;
  if (member.role === "owner" && !isAlone && (await isLastOwner(change, organizationId))) return lastOwner(member);
  await memberships.delete(userId, organizationId);
  await recordAudit(change, "member.removed", userId, {
    organizationId,
    before: { role: member.role },
    details: { name: member.name },
  });
  await endLostRights(change, userId);
  return { kind: "changed", isNew: true };
}

// Under the lock of the organization, so that two owners cannot remove each other at once.
async function lockAndFindMember(
  { transaction }: Change,
  organizationId: string,
  userId: string,
): Promise<MemberDetails | Problem> {
  await transaction.organizations.lock(organizationId);
  const member = await transaction.reader.findMember(organizationId, userId);
  return member ?? problem("not_found", `the user ${userId} is no member of the organization ${organizationId}`);
}

async function isLastOwner({ transaction }: Change, organizationId: string): Promise<boolean> {
  return (await transaction.memberships.count(organizationId, "owner")) === 1;
}

function lastOwner({ name }: MemberDetails): Problem {
  return problem("conflict", `${name} is the last owner: make another member an owner first`);
}
