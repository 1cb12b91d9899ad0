import type { Account } from "@celitech-auth/contract";
import { applyChange } from "../domain/administration/apply-change.ts";
import { addPasskey, changeProfile, removePasskey, setPassword } from "../domain/administration/change-account.ts";
import { isProblem, problem } from "../domain/administration/outcome.ts";
import { renewRecoveryCodes } from "../domain/administration/renew-recovery-codes.ts";
import { findPasswordProblem } from "../domain/people/password-rules.ts";
import { SecretText } from "../domain/secret-text.ts";
import type { AdminParts } from "./admin-parts.ts";
import { type AdminAnswer, answer, changeContext, type Handlers } from "./handler.ts";
import { type CeremonySubject, claimCeremony, passkeyRefused } from "./passkey-ceremonies.ts";
import { defaultPasskeyName } from "./passkey-name.ts";
import { answerWithSession, requireUser, sessionEnded } from "./session-state.ts";
import { tooBusy } from "./sign-in-attempt.ts";
import { formatTime, formatTimeOrNull } from "./time.ts";

/** Your own account. */
export const accountHandlers: Handlers<
  | "GET /account"
  | "PATCH /account"
  | "POST /account/passkeys/options"
  | "POST /account/passkeys"
  | "DELETE /account/passkeys/:passkey_id"
  | "PUT /account/password"
  | "POST /account/recovery-codes"
> = {
  async "GET /account"({ caller }, parts) {
    return answerWithAccount(parts, requireUser(caller).userId);
  },

  async "PATCH /account"(request, parts) {
    const { userId, sessionId } = requireUser(request.caller);
    const changed = await applyChange(parts.unitOfWork, changeContext(request), (change) =>
      changeProfile(change, userId, request.body),
    );
    return isProblem(changed) ? changed : answerWithSession(parts, sessionId);
  },

  async "POST /account/passkeys/options"({ caller, now }, parts) {
    const { userId } = requireUser(caller);
    const user = await parts.people.users.find(userId);
    if (user === undefined) return sessionEnded();
    const passkeys = await parts.people.passkeys.listOfUser(userId);
    const { name, email } = user;
    return answer(await parts.passkeys.beginRegistration(subjectOf(userId, now), { userId, name, email, passkeys }));
  },

  async "POST /account/passkeys"(request, parts) {
    const { body, now, origin } = request;
    const { userId } = requireUser(request.caller);
    const completed = await parts.passkeys.completeRegistration(subjectOf(userId, now), body);
    if (completed === undefined) return passkeyRefused();
    const name = body.name ?? defaultPasskeyName(origin.userAgent);
    const passkey = { ...completed.result, name, createdAt: now, lastUsedAt: undefined };
    const added = await applyChange(parts.unitOfWork, changeContext(request), async (change) =>
      (await claimCeremony(change, completed)) ? addPasskey(change, passkey) : passkeyRefused(),
    );
    return isProblem(added) ? added : answerWithAccount(parts, userId);
  },

  async "DELETE /account/passkeys/:passkey_id"(request, parts) {
    const { userId } = requireUser(request.caller);
    const passkeyId = request.params.passkey_id;
    const removed = await applyChange(parts.unitOfWork, changeContext(request), (change) =>
      removePasskey(change, { userId, passkeyId }),
    );
    return isProblem(removed) ? removed : answerWithAccount(parts, userId);
  },

  async "PUT /account/password"(request, parts) {
    const { userId, sessionId: keptSessionId } = requireUser(request.caller);
    const user = await parts.people.users.find(userId);
    if (user === undefined) return sessionEnded();
    const weak = findPasswordProblem(request.body.password, user);
    if (weak !== undefined) return problem("invalid", weak, "password");
    const hash = await parts.passwords.hash(new SecretText(request.body.password));
    if (hash === "busy") return tooBusy();
    const changed = await applyChange(parts.unitOfWork, changeContext(request), (change) =>
      setPassword(change, userId, { hash, keptSessionId }),
    );
    return isProblem(changed) ? changed : answerWithAccount(parts, userId);
  },

  async "POST /account/recovery-codes"(request, parts) {
    const { userId } = requireUser(request.caller);
    const renewed = await applyChange(parts.unitOfWork, changeContext(request), (change) =>
      renewRecoveryCodes(change, userId, parts.tokenHasher),
    );
    return isProblem(renewed) ? renewed : answer({ recovery_codes: renewed.codes.map((code) => code.reveal()) });
  },
};

function subjectOf(userId: string, now: number): CeremonySubject {
  return { purpose: "add_passkey", subject: userId, now };
}

async function answerWithAccount({ people }: AdminParts, userId: string): Promise<AdminAnswer<Account>> {
  const [user, passkeys, codes] = await Promise.all([
    people.users.find(userId),
    people.passkeys.listOfUser(userId),
    people.recoveryCodes.countUnused(userId),
  ]);
  return answer({
    passkeys: passkeys.map((passkey) => ({
      id: passkey.id,
      name: passkey.name,
      created_at: formatTime(passkey.createdAt),
      last_used_at: formatTimeOrNull(passkey.lastUsedAt),
      is_synced: passkey.isSynced,
    })),
    has_password: user?.passwordHash !== undefined,
    recovery_codes_left: codes,
  });
}
