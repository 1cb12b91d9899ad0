import { randomBase62 } from "../base62.ts";
import { newIdentifier } from "../identifier.ts";
import { SESSIONS_PER_USER_MAX, type Session } from "../people/session.ts";
import { SecretText } from "../secret-text.ts";
import type { TokenHasher } from "../token-hasher.ts";
import { cleanUserAgent } from "../user-agent.ts";
import { type Change, recordAudit } from "./outcome.ts";

export const SIGN_IN_METHODS = [
  "passkey",
  "password",
  "recovery_code",
  "sign_in_link",
  "setup_link",
  "invitation",
] as const;
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

export interface SessionRequest {
  readonly userId: string;
  readonly method: SignInMethod;
  /** The session that the browser had until now. */
  readonly previousSessionId: string | undefined;
}

export interface StartedSession {
  readonly kind: "session_started";
  readonly session: Session;
  /** For the cookie. */
  readonly token: SecretText;
}

const TOKEN_BITS = 256;
const SESSION_TOKEN = /^[A-Za-z0-9]{43}$/;

/** Whether the text could be the token of a session: what could not needs no look-up. */
export function isSessionTokenFormat(text: string): boolean {
  return SESSION_TOKEN.test(text);
}

/**
 * Signs a user in. The session is always a new one, so that nobody can be made to use one that another knows, and the one that the browser had
 * ends. It counts as confirmed: each of the methods proves as much as a passkey or password does.
 */
export async function startSession(
  change: Change,
  { userId, method, previousSessionId }: SessionRequest,
  hasher: TokenHasher,
): Promise<StartedSession> {
  const { sessions, users } = change.transaction;
  if (previousSessionId !== undefined) await sessions.delete(previousSessionId);
  const token = new SecretText(randomBase62(TOKEN_BITS));
  const session: Session = {
    id: newIdentifier("ses"),
    userId,
    createdAt: change.now,
    lastSeenAt: change.now,
    confirmedAt: change.now,
    address: change.origin?.address ?? "",
    userAgent: cleanUserAgent(change.origin?.userAgent),
  };
  await sessions.deleteOldestOfUser(userId, SESSIONS_PER_USER_MAX - 1);
  await sessions.insert(session, hasher.hash("session", token.reveal()));
  await users.update(userId, { lastSignedInAt: change.now });
  await recordAudit(change, "user.signed_in", userId, { details: { method, session: session.id } });
  return { kind: "session_started", session, token };
}
