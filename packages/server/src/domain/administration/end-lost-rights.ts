import { recordTokenRevoked } from "./change-admin-token.ts";
import type { Change } from "./outcome.ts";
import { recordWithdrawal } from "./withdraw-invitation.ts";

/**
 * Ends the admin tokens and unused invitations that someone made and may make no longer: whoever is removed would otherwise keep an owner's or
 * operator's rights by a token, or come back by a link. Called once their role has changed.
 */
export async function endLostRights(change: Change, userId: string): Promise<void> {
  const { users, memberships } = change.transaction;
  if ((await users.find(userId))?.isOperator === true) return;
  const owned = (await memberships.listOfUser(userId)).filter(({ role }) => role === "owner");
  const mayMakeFor = (id: string | undefined) => owned.some(({ organizationId }) => organizationId === id);
  const ended = await endTokens(change, `user:${userId}`, mayMakeFor);
  for (const maker of [`user:${userId}`, ...ended.map((id) => `admin_token:${id}`)])
    await endInvitations(change, maker, mayMakeFor);
}

type MayMakeFor = (organizationId: string | undefined) => boolean;

async function endTokens(change: Change, maker: string, mayMakeFor: MayMakeFor): Promise<readonly string[]> {
  const { adminTokens } = change.transaction;
  const lost = (await adminTokens.listLiveOfCreator(maker, change.now)).filter(
    ({ organizationId }) => !mayMakeFor(organizationId),
  );
  for (const token of lost) {
    await adminTokens.setRevoked(token.id, change.now);
    await recordTokenRevoked(change, token);
  }
  return lost.map(({ id }) => id);
}

async function endInvitations(change: Change, maker: string, mayMakeFor: MayMakeFor): Promise<void> {
  const { oneTimeLinks } = change.transaction;
  for (const invitation of await oneTimeLinks.listInvitationsOfCreator(maker, change.now))
    if (!mayMakeFor(invitation.purpose.organizationId) && (await oneTimeLinks.delete(invitation.id)))
      await recordWithdrawal(change, invitation);
}
