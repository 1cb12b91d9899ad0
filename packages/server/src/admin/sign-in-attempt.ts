import { createHash } from "node:crypto";
import type { RequestOrigin } from "../domain/administration/outcome.ts";
import type { SignInDenial } from "../domain/people/denied-sign-ins.ts";
import type { AdminParts } from "./admin-parts.ts";
import type { AdminProblem } from "./handler.ts";

/** Someone who tries to be let in. */
export interface SignInAttempt {
  /** Whom it is for: an e-mail address, a user id, or a word for what is for nobody in particular. */
  readonly subject: string;
  readonly origin: RequestOrigin;
  readonly now: number;
}

type Parts = Pick<AdminParts, "signInLimiter" | "deniedSignIns">;

const BUSY_SECONDS = 1;

/** A problem while too many attempts have failed; undefined: this one may be looked at. */
export function findTooManyAttempts(
  { signInLimiter, deniedSignIns }: Parts,
  { subject, origin, now }: SignInAttempt,
): AdminProblem | undefined {
  const retryAfterSeconds = signInLimiter.retryAfterSeconds(origin.address, shortSubject(subject), now);
  if (retryAfterSeconds === 0) return undefined;
  deniedSignIns.record({ at: now, origin, reason: "too_many_attempts", userId: undefined });
  const message = `Too many attempts from your network have failed: try again in ${retryAfterSeconds} s.`;
  return { kind: "problem", code: "too_many_attempts", message, retryAfterSeconds };
}

/** Takes down an attempt that failed. What is answered says nothing about why. */
export function denySignIn(
  { signInLimiter, deniedSignIns }: Parts,
  { subject, origin, now }: SignInAttempt,
  { reason, userId }: { readonly reason: SignInDenial; readonly userId?: string | undefined },
): AdminProblem {
  signInLimiter.recordFailure(origin.address, shortSubject(subject), now);
  deniedSignIns.record({ at: now, origin, reason, userId });
  return signInFailed();
}

/** The one answer to everyone who is not let in (T05). */
export function signInFailed(): AdminProblem {
  return {
    kind: "problem",
    code: "sign_in_failed",
    message: "That did not work. Check what you typed, or sign in another way.",
  };
}

/** Passwords are checked one at a time, and enough of them are waiting. */
export function tooBusy(): AdminProblem {
  const message = "Too many people are signing in at this moment: try again in a second.";
  return { kind: "problem", code: "unavailable", message, retryAfterSeconds: BUSY_SECONDS };
}

// Of one length, since callers choose it and it is kept in memory.
function shortSubject(subject: string): string {
  return createHash("sha256").update(subject).digest("base64url");
}
