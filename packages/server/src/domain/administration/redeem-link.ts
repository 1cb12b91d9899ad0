import type { InvitationPurpose, LinkPurpose } from "../people/one-time-link.ts";
import type { Passkey } from "../people/passkey.ts";
import type { FoundLink } from "../people/people-ports.ts";
import { isRoleAtLeast } from "../people/user.ts";
import type { SecretText } from "../secret-text.ts";
import type { TokenHasher } from "../token-hasher.ts";
import { passkeyTaken } from "./change-account.ts";
import { type Change, isProblem, type Problem, problem, recordAudit } from "./outcome.ts";
import { renewRecoveryCodes } from "./renew-recovery-codes.ts";
import { type StartedSession, startSession } from "./start-session.ts";

export interface AccountRequest {
  readonly linkToken: SecretText;
  readonly userId: string;
  readonly name: string;
  /** In lower case. */
  readonly email: string;
  readonly credential:
    | { readonly kind: "password"; readonly hash: SecretText }
    | { readonly kind: "passkey"; readonly passkey: Passkey };
  readonly previousSessionId: string | undefined;
}

export interface JoinedUser {
  readonly kind: "joined";
  readonly isFirstOperator: boolean;
  readonly started: StartedSession;
  readonly recoveryCodes: readonly SecretText[];
}

/** Makes an account by a set-up link or an invitation, uses the link up and signs in: all of it, or nothing. */
export async function joinByLink(
  change: Change,
  request: AccountRequest,
  hasher: TokenHasher,
): Promise<JoinedUser | Problem> {
  const { userId, name, email, credential, previousSessionId } = request;
  const link = await claimLink(change, request.linkToken, hasher);
  if (isProblem(link)) return link;
  const { purpose } = link;
  if (purpose.kind === "sign_in") return linkSpent();
  const taken = await findTakenEmail(change, email);
  if (taken !== undefined) return taken;
  const { users, passkeys } = change.transaction;
  if (credential.kind === "passkey" && (await passkeys.find(credential.passkey.id)) !== undefined)
    return passkeyTaken();
  await users.insert({
    ...{ id: userId, email, name, isOperator: false, createdAt: change.now, lastSignedInAt: undefined },
    passwordHash: credential.kind === "password" ? credential.hash : undefined,
  });
  if (credential.kind === "passkey") await passkeys.insert(credential.passkey);
  await recordAudit(change, "user.created", userId, {
    organizationId: purpose.kind === "invitation" ? purpose.organizationId : undefined,
    after: { name, email },
    details: { link: link.id, credential: credential.kind },
  });
  await joinAs(change, userId, purpose);
  const { codes } = await renewRecoveryCodes(change, userId, hasher);
  const method = purpose.kind === "setup" ? "setup_link" : "invitation";
  const started = await startSession(change, { userId, method, previousSessionId }, hasher);
  return { kind: "joined", isFirstOperator: purpose.kind === "setup", started, recoveryCodes: codes };
}

/** Signs in the user whom a sign-in link is for. */
export async function signInByLink(
  change: Omit<Change, "actor">,
  { linkToken, previousSessionId }: Pick<AccountRequest, "linkToken" | "previousSessionId">,
  hasher: TokenHasher,
): Promise<StartedSession | Problem> {
  const link = await claimLink({ ...change, actor: "server" }, linkToken, hasher);
  if (isProblem(link)) return link;
  if (link.purpose.kind !== "sign_in") return linkSpent();
  const { userId } = link.purpose;
  const asUser = { ...change, actor: `user:${userId}` };
  return startSession(asUser, { userId, method: "sign_in_link", previousSessionId }, hasher);
}

export interface AcceptedInvitation {
  readonly kind: "accepted";
}

/** Gives the rights of an invitation to someone who has an account. What they may already is never made less. */
export async function acceptInvitation(
  change: Change,
  { linkToken, userId }: Pick<AccountRequest, "linkToken" | "userId">,
  hasher: TokenHasher,
): Promise<AcceptedInvitation | Problem> {
  const link = await claimLink(change, linkToken, hasher);
  if (isProblem(link)) return link;
  if (link.purpose.kind === "sign_in") return linkSpent();
  await joinAs(change, userId, link.purpose);
  return { kind: "accepted" };
}

/** The link if it can be used now: a set-up link only while there is no operator. */
export function findUsableLink(link: FoundLink | undefined, operators: number, now: number): FoundLink | Problem {
  if (link === undefined || link.usedAt !== undefined || now >= link.expiresAt) return linkSpent();
  return link.purpose.kind === "setup" && operators > 0 ? linkSpent() : link;
}

// Everything here is done one after the other: of two who submit at once, the second finds the link used, the operator and the address.
async function claimLink(change: Change, token: SecretText, hasher: TokenHasher): Promise<FoundLink | Problem> {
  const { oneTimeLinks, users } = change.transaction;
  const tokenHash = hasher.hash("one_time_link", token.reveal());
  await lockOrganizationOf(change, await oneTimeLinks.findByTokenHash(tokenHash));
  await change.transaction.serialize();
  const found = await oneTimeLinks.findByTokenHash(tokenHash);
  const link = findUsableLink(found, await users.countOperators(), change.now);
  if (isProblem(link)) return link;
  return (await oneTimeLinks.claim(link.id, change.now)) ? link : linkSpent();
}

// Before everything else, as whoever changes the organization does. Where it is gone by then, its links are too.
async function lockOrganizationOf({ transaction }: Change, link: FoundLink | undefined): Promise<void> {
  if (link?.purpose.kind !== "invitation" || link.purpose.organizationId === undefined) return;
  await transaction.organizations.lock(link.purpose.organizationId);
}

async function findTakenEmail({ transaction }: Change, email: string): Promise<Problem | undefined> {
  return (await transaction.users.findByEmail(email)) === undefined ? undefined : emailTaken();
}

/** Whoever holds a link was invited, and may know. */
export function emailTaken(): Problem {
  return problem(
    "conflict",
    "There is an account with this e-mail address: sign in with it, and open the link again.",
    "email",
  );
}

function joinAs(change: Change, userId: string, purpose: Exclude<LinkPurpose, { kind: "sign_in" }>): Promise<void> {
  if (purpose.kind === "setup" || purpose.organizationId === undefined) return makeOperator(change, userId);
  return addMembership(change, userId, purpose);
}

async function makeOperator(change: Change, userId: string): Promise<void> {
  const { users } = change.transaction;
  if ((await users.find(userId))?.isOperator === true) return;
  await users.update(userId, { isOperator: true });
  await recordAudit(change, "operator.joined", userId, { after: { is_operator: true } });
}

async function addMembership(
  change: Change,
  userId: string,
  { organizationId, role }: Extract<InvitationPurpose, { organizationId: string }>,
): Promise<void> {
  const { memberships } = change.transaction;
  const present = await memberships.find(userId, organizationId);
  if (present === undefined) {
    await memberships.insert({ userId, organizationId, role, createdAt: change.now });
    await recordAudit(change, "member.joined", userId, { organizationId, after: { role } });
  } else if (!isRoleAtLeast(present.role, role)) {
    await memberships.setRole(userId, organizationId, role);
    const before = { role: present.role };
    await recordAudit(change, "member.role_changed", userId, { organizationId, before, after: { role } });
  }
}

function linkSpent(): Problem {
  return problem("link_spent", "This link was used, has ended or never existed: ask for a new one.");
}
