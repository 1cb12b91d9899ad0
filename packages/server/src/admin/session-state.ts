import type { SessionState } from "@celitech-auth/contract";
import type { StartedSession } from "../domain/administration/start-session.ts";
import { SESSION_MILLISECONDS_MAX, type Session, sessionEndsAt } from "../domain/people/session.ts";
import type { AdminParts } from "./admin-parts.ts";
import { CONFIRMED_MILLISECONDS } from "./authorize.ts";
import type { UserCaller } from "./caller.ts";
import { type AdminAnswer, type AdminProblem, answer } from "./handler.ts";
import { formatTime } from "./time.ts";

type Parts = Pick<AdminParts, "people" | "facts">;

/** Who is signed in, and what the dashboard has to know. */
export async function describeSession({ people, facts }: Parts, session: Session): Promise<SessionState> {
  const [user, memberships, passkeys] = await Promise.all([
    people.users.find(session.userId),
    people.memberships.listOfUser(session.userId),
    people.passkeys.listOfUser(session.userId),
  ]);
  if (user === undefined) throw new Error("a session is of a user that there is not"); // users are never deleted
  return {
    user: { id: user.id, name: user.name, email: user.email },
    is_operator: user.isOperator,
    memberships: memberships.map(({ organizationId, organizationName, role }) => ({
      organization_id: organizationId,
      organization_name: organizationName,
      role,
    })),
    session_id: session.id,
    expires_at: formatTime(sessionEndsAt(session)),
    confirmed_until: formatTime(session.confirmedAt + CONFIRMED_MILLISECONDS),
    has_passkey: passkeys.length > 0,
    has_password: user.passwordHash !== undefined,
    service: {
      public_url: facts.publicUrl,
      issuer: facts.issuer,
      token_url: facts.tokenUrl,
      default_audience: facts.defaultAudience,
      support_url: facts.supportUrl ?? null,
      version: facts.version,
    },
  };
}

/** The answer to someone who was signed in already. */
export async function answerWithSession(
  parts: Parts,
  sessionId: string,
): Promise<AdminAnswer<SessionState> | AdminProblem> {
  const session = await parts.people.sessions.find(sessionId);
  return session === undefined ? sessionEnded() : answer(await describeSession(parts, session));
}

/** The answer to someone who has just signed in: with the cookie. */
export async function answerWithNewSession(
  parts: Parts,
  { session, token }: StartedSession,
): Promise<AdminAnswer<SessionState>> {
  return answer(await describeSession(parts, session), { startedSession: cookieOf(token) });
}

export function cookieOf(token: StartedSession["token"]): NonNullable<AdminAnswer<unknown>["startedSession"]> {
  return { token, maxAgeSeconds: SESSION_MILLISECONDS_MAX / 1_000 };
}

export function sessionEnded(): AdminProblem {
  return { kind: "problem", code: "not_signed_in", message: "Your session has ended: sign in again." };
}

/** For the routes that admin tokens cannot call: `authorizeCaller` lets none in where the endpoint has no scope. */
export function requireUser(caller: { readonly kind: string }): UserCaller {
  if (caller.kind !== "user") throw new Error("an admin token came where only people can");
  return caller as UserCaller;
}
