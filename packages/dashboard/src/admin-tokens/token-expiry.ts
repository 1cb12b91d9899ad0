const DAY_MILLISECONDS = 86_400_000;

/** How long a new token lives, in days; `never` is possible and not suggested. */
export const TOKEN_LIFETIMES = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
  { value: "never", label: "Never ends" },
] as const;

export type TokenLifetime = (typeof TOKEN_LIFETIMES)[number]["value"];

export function expiryOf(lifetime: TokenLifetime, now: number): string | null {
  return lifetime === "never" ? null : new Date(now + Number(lifetime) * DAY_MILLISECONDS).toISOString();
}
