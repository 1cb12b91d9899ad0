import type { Secret } from "@celitech-auth/contract";
import { describeMinute, describeRelative } from "../time/describe-time.ts";
import { hintOf, nameOfSecret } from "./secret-state.ts";

/** How long the old secret goes on beside the new one. */
export const OVERLAPS = [
  { seconds: 0, label: "Not at all", hint: "for a secret that has leaked" },
  { seconds: 3_600, label: "1 hour", hint: "for one application that you deploy now" },
  { seconds: 86_400, label: "24 hours", hint: "for most" },
  { seconds: 604_800, label: "7 days", hint: "for many places to change" },
] as const;

/** Says exactly which secret ends, and when. */
export function describeOverlap(old: Secret, overlapSeconds: number, now: Date): string {
  const secret = `The secret ${nameOfSecret(old)}`;
  if (overlapSeconds === 0) return `${secret} ends the moment the new one exists; whatever still uses it is refused.`;
  const end = new Date(now.getTime() + overlapSeconds * 1000);
  const own = old.expires_at === null ? undefined : new Date(old.expires_at);
  if (own !== undefined && own <= end)
    return `${secret} ends at ${describeMinute(own)}, when it expires anyway. The new one works at once.`;
  const overlap = OVERLAPS.find(({ seconds }) => seconds === overlapSeconds)?.label ?? `${overlapSeconds} seconds`;
  return `${secret} goes on for ${overlap} and ends at ${describeMinute(end)}. The new one works at once.`;
}

/** "last used 3 hours ago from 1.2.3.4" */
export function describeUse(secret: Secret, now: Date): string {
  if (secret.last_used_at === null) return "has not been used yet";
  const from = secret.last_used_from === null ? "" : ` from ${secret.last_used_from}`;
  return `was last used ${describeRelative(new Date(secret.last_used_at), now)}${from}`;
}

export type Takeover =
  /** Nobody has used the new secret yet. */
  | "waiting"
  /** Both are in use. */
  | "shared"
  /** The old one has not been used since the new one took over, for a while. */
  | "quiet";

const QUIET_MILLISECONDS = 600_000;

/** How far a rotation has come, by who used which secret when. */
export function takeoverOf(old: Secret, next: Secret, now: Date): Takeover {
  if (next.first_used_at === null) return "waiting";
  if (old.last_used_at === null) return "quiet";
  const lastOld = Date.parse(old.last_used_at);
  const isBeforeNew = lastOld < Date.parse(next.last_used_at ?? next.first_used_at);
  return isBeforeNew && now.getTime() - lastOld > QUIET_MILLISECONDS ? "quiet" : "shared";
}

/** What to do next in a rotation. */
export function describeTakeover(old: Secret, next: Secret, takeover: Takeover): string {
  switch (takeover) {
    case "waiting":
      return `Nothing uses the new secret ${hintOf(next)} yet: put it in place before the old one ends.`;
    case "shared":
      return `Both are in use: something still has the old secret ${hintOf(old)}.`;
    case "quiet":
      return `The old secret ${hintOf(old)} has gone quiet: it can end now.`;
  }
}
