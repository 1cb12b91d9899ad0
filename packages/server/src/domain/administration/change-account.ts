import { PASSKEYS_PER_USER_MAX, type Passkey } from "../people/passkey.ts";
import type { User } from "../people/user.ts";
import type { SecretText } from "../secret-text.ts";
import { type Change, isProblem, type Problem, problem, recordAudit } from "./outcome.ts";

export interface AccountChanged {
  readonly kind: "account_changed";
}

const CHANGED: AccountChanged = { kind: "account_changed" };

/** Changes the name or the address of a user. */
export async function changeProfile(
  change: Change,
  userId: string,
  wanted: { readonly name?: string | undefined; readonly email?: string | undefined },
): Promise<AccountChanged | Problem> {
  const user = await lockAndFindUser(change, userId);
  if (isProblem(user)) return user;
  const before = { name: user.name, email: user.email };
  const after = { name: wanted.name ?? user.name, email: wanted.email ?? user.email };
  if (before.name === after.name && before.email === after.email) return CHANGED;
  if (before.email !== after.email && (await change.transaction.users.findByEmail(after.email)) !== undefined)
    return problem("conflict", "There is an account with this e-mail address.", "email");
  await change.transaction.users.update(userId, after);
  await recordAudit(change, "user.changed", userId, { before, after });
  return CHANGED;
}

/** Sets or changes the password. Sessions that another may have begun with the old one end: all but the one that is kept. */
export async function setPassword(
  change: Change,
  userId: string,
  { hash, keptSessionId }: { readonly hash: SecretText; readonly keptSessionId: string },
): Promise<AccountChanged | Problem> {
  const user = await lockAndFindUser(change, userId);
  if (isProblem(user)) return user;
  await change.transaction.users.update(userId, { passwordHash: hash });
  await change.transaction.sessions.deleteOfUser(userId, keptSessionId);
  await recordAudit(change, "password.changed", userId, {
    before: { has_password: user.passwordHash !== undefined },
    after: { has_password: true },
  });
  return CHANGED;
}

export async function addPasskey(change: Change, passkey: Passkey): Promise<AccountChanged | Problem> {
  const user = await lockAndFindUser(change, passkey.userId);
  if (isProblem(user)) return user;
  const { passkeys } = change.transaction;
  if ((await passkeys.find(passkey.id)) !== undefined) return passkeyTaken();
  if ((await passkeys.listOfUser(user.id)).length >= PASSKEYS_PER_USER_MAX)
    return problem("conflict", `You have ${PASSKEYS_PER_USER_MAX} passkeys: remove one that you do not use.`);
  await passkeys.insert(passkey);
  await recordAudit(change, "passkey.added", user.id, { after: { name: passkey.name, is_synced: passkey.isSynced } });
  return CHANGED;
}

/** Someone has registered it: it says who signs in, so it can be of one account alone. */
export function passkeyTaken(): Problem {
  return problem("conflict", "This passkey is known already: use another device or security key.");
}

/** The last way to sign in stays: recovery codes and links are for emergencies, and do not count. */
export async function removePasskey(
  change: Change,
  { userId, passkeyId }: { readonly userId: string; readonly passkeyId: string },
): Promise<AccountChanged | Problem> {
  const user = await lockAndFindUser(change, userId);
  if (isProblem(user)) return user;
  const passkeys = await change.transaction.passkeys.listOfUser(userId);
  const removed = passkeys.find(({ id }) => id === passkeyId);
  if (removed === undefined) return problem("not_found", "There is no such passkey, or it is not yours.");
  if (passkeys.length === 1 && user.passwordHash === undefined)
    return problem("conflict", "This is your only way to sign in: add another passkey or a password first.");
  await change.transaction.passkeys.delete(passkeyId);
  await recordAudit(change, "passkey.removed", userId, { before: { name: removed.name } });
  return CHANGED;
}

// Changes of people are rare: one after the other is the simplest that is right.
async function lockAndFindUser({ transaction }: Change, userId: string): Promise<User | Problem> {
  await transaction.serialize();
  return (await transaction.users.find(userId)) ?? problem("not_found", "The account does not exist any more.");
}
