import { EXPIRES_SOON_DAYS } from "@celitech-auth/contract/limits";

const DAY_MILLISECONDS = 86_400_000;

/** How near the end of something is. */
export type ExpiryTone = "never" | "far" | "soon" | "past";

/** How near an end is, given in RFC 3339; null: there is none. */
export function expiryTone(expiresAt: string | null, now: Date): ExpiryTone {
  if (expiresAt === null) return "never";
  const left = Date.parse(expiresAt) - now.getTime();
  if (left <= 0) return "past";
  return left <= EXPIRES_SOON_DAYS * DAY_MILLISECONDS ? "soon" : "far";
}
