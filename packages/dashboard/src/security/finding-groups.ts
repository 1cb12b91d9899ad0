import type { SecurityFinding } from "@celitech-auth/contract";
import { EXPIRES_SOON_DAYS, IDLE_DAYS } from "@celitech-auth/contract/limits";

export type FindingKind = SecurityFinding["kind"];

interface FindingGroup {
  readonly kind: FindingKind;
  readonly title: string;
  /** Why it matters, and what settles it. */
  readonly description: string;
  readonly tone: "bad" | "warning" | "info" | "quiet";
  readonly action: string;
  /** The client's tab where it is done. */
  readonly tab: "secrets" | "activity" | "settings";
}

/** The kinds of findings, what hurts first: in the order of the service, so that what is not yet loaded belongs to the last one shown. */
export const FINDING_GROUPS: readonly FindingGroup[] = [
  {
    kind: "secret_expired",
    title: "Secrets that ended",
    description: "Whoever still uses one gets 401. Rotate, and put the new secret in place.",
    tone: "bad",
    action: "Rotate",
    tab: "secrets",
  },
  {
    kind: "secret_expires_soon",
    title: "Secrets that end soon",
    description: `Within ${EXPIRES_SOON_DAYS} days. Rotate now, while the old secret still works.`,
    tone: "warning",
    action: "Rotate",
    tab: "secrets",
  },
  {
    kind: "rotation_under_way",
    title: "Rotations under way",
    description: "The old secret ends by itself. Check that the new one is in use everywhere before it does.",
    tone: "info",
    action: "See the rotation",
    tab: "secrets",
  },
  {
    kind: "client_idle",
    title: "Clients that are idle",
    description: `No token for ${IDLE_DAYS} days. Disable what nobody needs; it can be undone.`,
    tone: "quiet",
    action: "Disable or delete",
    tab: "settings",
  },
  {
    kind: "secret_never_expires",
    title: "Secrets that never expire",
    description: "A secret that leaks and is not noticed works for ever. Give it an end, or rotate it now and then.",
    tone: "quiet",
    action: "Set an end",
    tab: "secrets",
  },
];

/** How a finding's time reads: when a secret ends or ended, or when a client was last used. */
export const TIME_HEADERS: Readonly<Record<FindingKind, string>> = {
  secret_expired: "Ended",
  secret_expires_soon: "Ends",
  rotation_under_way: "Old secret ends",
  secret_never_expires: "Ends",
  client_idle: "Last used",
};
