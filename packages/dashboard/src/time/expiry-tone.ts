const DAY_MILLISECONDS = 86_400_000;
/** From when on an end that comes is shown as a warning. */
export const WARNING_DAYS = 14;

/** How near the end of something is. */
export type ExpiryTone = "never" | "far" | "soon" | "past";

/** How near an end is, given in RFC 3339; null: there is none. */
export function expiryTone(expiresAt: string | null, now: Date): ExpiryTone {
  if (expiresAt === null) return "never";
  const left = Date.parse(expiresAt) - now.getTime();
  if (left <= 0) return "past";
  return left <= WARNING_DAYS * DAY_MILLISECONDS ? "soon" : "far";
}
