import type { SessionState } from "@celitech-auth/contract";
import { applyChange } from "../domain/administration/apply-change.ts";
import { type Change, isProblem, problem, recordAudit } from "../domain/administration/outcome.ts";
import { SecretText } from "../domain/secret-text.ts";
import type { AdminParts } from "./admin-parts.ts";
import {
  type AdminAnswer,
  type AdminProblem,
  type AdminRequest,
  answer,
  changeContext,
  type Handlers,
} from "./handler.ts";
import type { CeremonySubject } from "./passkey-ceremonies.ts";
import { provePasskey } from "./prove-passkey.ts";
import { answerWithSession, requireUser } from "./session-state.ts";
import { denySignIn, findTooManyAttempts, tooBusy } from "./sign-in-attempt.ts";
import { hasPassword, usePasskey } from "./sign-in-handlers.ts";

type Method = "passkey" | "password";

/** Someone who is signed in shows again that it is them, before something risky. */
export const confirmHandlers: Handlers<
  "POST /session/confirm/passkey/options" | "POST /session/confirm/passkey" | "POST /session/confirm/password"
> = {
  async "POST /session/confirm/passkey/options"(request, parts) {
    const { userId, sessionId } = requireUser(request.caller);
    const passkeys = await parts.people.passkeys.listOfUser(userId);
    return answer(await parts.passkeys.beginAuthentication(subjectOf(sessionId, request.now), passkeys));
  },

  async "POST /session/confirm/passkey"(request, parts) {
    const { userId, sessionId } = requireUser(request.caller);
    const attempt = { subject: userId, origin: request.origin, now: request.now };
    const tooMany = findTooManyAttempts(parts, attempt);
    if (tooMany !== undefined) return tooMany;
    const proof = await provePasskey(parts, subjectOf(sessionId, request.now), request.body, userId);
    if (proof.kind === "refused") return denySignIn(parts, attempt, proof);
    const confirmed = await confirm(request, parts, "passkey", (change) => usePasskey(change, proof));
    return confirmed ?? denySignIn(parts, attempt, { reason: "ceremony_refused", userId });
  },

  async "POST /session/confirm/password"(request, parts) {
    const { userId } = requireUser(request.caller);
    const attempt = { subject: userId, origin: request.origin, now: request.now };
    const tooMany = findTooManyAttempts(parts, attempt);
    if (tooMany !== undefined) return tooMany;
    const hash = (await parts.people.users.find(userId))?.passwordHash;
    const verdict = await parts.passwords.verify(new SecretText(request.body.password), hash);
    if (verdict === "busy") return tooBusy();
    const reason = hash === undefined ? "no_password" : "wrong_password";
    if (verdict === "mismatch") return denySignIn(parts, attempt, { reason, userId });
    const confirmed = await confirm(request, parts, "password", (change) => hasPassword(change, userId, hash));
    return confirmed ?? denySignIn(parts, attempt, { reason, userId });
  },
};

function subjectOf(sessionId: string, now: number): CeremonySubject {
  return { purpose: "confirm", subject: sessionId, now };
}

/** Undefined: the check has failed in the transaction. */
async function confirm(
  request: Pick<AdminRequest<"GET /session">, "caller" | "origin" | "expectedVersion" | "now">,
  parts: AdminParts,
  method: Method,
  check: (change: Change) => Promise<boolean>,
): Promise<AdminAnswer<SessionState> | AdminProblem | undefined> {
  const { userId, sessionId } = requireUser(request.caller);
  const confirmed = await applyChange(parts.unitOfWork, changeContext(request), async (change) => {
    if (!(await check(change)))
      return problem("sign_in_failed", "the passkey or password was used up or changed meanwhile");
    await change.transaction.sessions.setConfirmed(sessionId, change.now);
    await recordAudit(change, "user.confirmed", userId, { details: { method, session: sessionId } });
    return { kind: "confirmed" };
  });
  return isProblem(confirmed) ? undefined : answerWithSession(parts, sessionId);
}
