/** Someone signed in with a browser. The token in the cookie is stored as a hash alone. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly createdAt: number;
  /** Written at most once a minute. */
  readonly lastSeenAt: number;
  /** When the passkey or password was last given. */
  readonly confirmedAt: number;
  readonly address: string;
  readonly userAgent: string;
}

const HOUR_MILLISECONDS = 3_600_000;
export const SESSION_IDLE_MILLISECONDS = 12 * HOUR_MILLISECONDS;
export const SESSION_MILLISECONDS_MAX = 7 * 24 * HOUR_MILLISECONDS;
/** Of one user; the oldest ends when another begins. */
export const SESSIONS_PER_USER_MAX = 20;
export const LAST_SEEN_MILLISECONDS = 60_000;

/** When a session ends if nothing more is asked with it. */
export function sessionEndsAt({ createdAt, lastSeenAt }: Pick<Session, "createdAt" | "lastSeenAt">): number {
  return Math.min(createdAt + SESSION_MILLISECONDS_MAX, lastSeenAt + SESSION_IDLE_MILLISECONDS);
}
