import type { SessionState } from "@celitech-auth/contract";
import { applyChange } from "../domain/administration/apply-change.ts";
import { type Change, isProblem, type Problem, problem, recordAudit } from "../domain/administration/outcome.ts";
import { type SignInMethod, type StartedSession, startSession } from "../domain/administration/start-session.ts";
import { recoveryCodeText } from "../domain/people/recovery-code.ts";
import { SecretText } from "../domain/secret-text.ts";
import type { AdminParts } from "./admin-parts.ts";
import type { Caller } from "./caller.ts";
import { type AdminAnswer, type AdminProblem, type AdminRequest, answer, type Handlers } from "./handler.ts";
import { claimCeremony, credentialIdOf } from "./passkey-ceremonies.ts";
import { type PasskeyProof, provePasskey } from "./prove-passkey.ts";
import { answerWithNewSession } from "./session-state.ts";
import { denySignIn, findTooManyAttempts, type SignInAttempt, tooBusy } from "./sign-in-attempt.ts";

/** How people sign in who have an account. */
export const signInHandlers: Handlers<
  "POST /sign-in/passkey/options" | "POST /sign-in/passkey" | "POST /sign-in/password" | "POST /sign-in/recovery-code"
> = {
  async "POST /sign-in/passkey/options"({ now }, parts) {
    return answer(await parts.passkeys.beginAuthentication({ purpose: "sign_in", subject: "", now }));
  },

  async "POST /sign-in/passkey"(request, parts) {
    const { body, now } = request;
    const attempt = attemptOf(request, `passkey ${credentialIdOf(body)}`);
    const tooMany = findTooManyAttempts(parts, attempt);
    if (tooMany !== undefined) return tooMany;
    const proof = await provePasskey(parts, { purpose: "sign_in", subject: "", now }, body);
    if (proof.kind === "refused") return denySignIn(parts, attempt, proof);
    return signIn(request, parts, attempt, {
      ...{ userId: proof.userId, method: "passkey" },
      check: (change) => usePasskey(change, proof),
    });
  },

  async "POST /sign-in/password"(request, parts) {
    const { email, password } = request.body;
    const attempt = attemptOf(request, email);
    const tooMany = findTooManyAttempts(parts, attempt);
    if (tooMany !== undefined) return tooMany;
    const user = await parts.people.users.findByEmail(email);
    const verdict = await parts.passwords.verify(new SecretText(password), user?.passwordHash);
    if (verdict === "busy") return tooBusy();
    if (user === undefined) return denySignIn(parts, attempt, { reason: "unknown_email" });
    if (verdict === "mismatch") {
      const reason = user.passwordHash === undefined ? "no_password" : "wrong_password";
      return denySignIn(parts, attempt, { reason, userId: user.id });
    }
    return signIn(request, parts, attempt, {
      ...{ userId: user.id, method: "password" },
      check: (change) => hasPassword(change, user.id, user.passwordHash),
    });
  },

  async "POST /sign-in/recovery-code"(request, parts) {
    const { email, code } = request.body;
    const attempt = attemptOf(request, email);
    const tooMany = findTooManyAttempts(parts, attempt);
    if (tooMany !== undefined) return tooMany;
    const user = await parts.people.users.findByEmail(email);
    const userId = user?.id ?? "";
    const hash = parts.tokenHasher.hash("recovery_code", recoveryCodeText(userId, code));
    return signIn(request, parts, attempt, {
      ...{ userId, method: "recovery_code" },
      async check(change) {
        const isClaimed = await change.transaction.recoveryCodes.claim(userId, hash, change.now);
        if (isClaimed) await recordAudit(change, "recovery_code.used", userId);
        return isClaimed;
      },
    });
  },
};

type SignInRequest = Pick<AdminRequest<"POST /sign-in/password">, "origin" | "now"> & {
  readonly caller: Caller | undefined;
};

interface ProvenUser {
  readonly userId: string;
  readonly method: SignInMethod;
  /** What has to hold in the transaction, too; false: the attempt has failed. */
  readonly check: (change: Change) => Promise<boolean>;
}

async function signIn(
  { caller, origin, now }: SignInRequest,
  parts: AdminParts,
  attempt: SignInAttempt,
  { userId, method, check }: ProvenUser,
): Promise<AdminAnswer<SessionState> | AdminProblem> {
  const previousSessionId = caller?.kind === "user" ? caller.sessionId : undefined;
  const context = { actor: `user:${userId}`, now, origin };
  const started = await applyChange<StartedSession>(parts.unitOfWork, context, async (change) =>
    (await check(change)) ? startSession(change, { userId, method, previousSessionId }, parts.tokenHasher) : failed(),
  );
  if (!isProblem(started)) return answerWithNewSession(parts, started);
  return denySignIn(parts, attempt, { reason: FAILED_CHECKS[method], userId: userId === "" ? undefined : userId });
}

const FAILED_CHECKS = {
  passkey: "ceremony_refused",
  password: "wrong_password",
  recovery_code: "wrong_recovery_code",
  sign_in_link: "link_spent",
  setup_link: "link_spent",
  invitation: "link_spent",
} as const satisfies Record<SignInMethod, string>;

function failed(): Problem {
  return problem("sign_in_failed", "signing in failed");
}

function attemptOf({ origin, now }: SignInRequest, subject: string): SignInAttempt {
  return { subject, origin, now };
}

/** Uses up the challenge, and keeps what the authenticator said of itself. False: it was used before, or the passkey was removed meanwhile. */
export async function usePasskey(change: Change, { passkeyId, completed }: PasskeyProof): Promise<boolean> {
  if (!(await claimCeremony(change, completed))) return false;
  return change.transaction.passkeys.recordUse(passkeyId, { ...completed.result, at: change.now });
}

/** Whether the password that was checked is still the user's. */
export async function hasPassword(
  { transaction }: Change,
  userId: string,
  checkedHash: SecretText | undefined,
): Promise<boolean> {
  const user = await transaction.users.find(userId);
  return user?.passwordHash !== undefined && user.passwordHash.reveal() === checkedHash?.reveal();
}
