import type { AuditEvent } from "@celitech-auth/contract";

type Facts = AuditEvent["details"];

/** One fact of an event: what it was and what it is. */
export interface FactChange {
  /** For people: `expires_at` is "expires at". */
  readonly name: string;
  readonly kind: "added" | "removed" | "changed" | "same" | "noted";
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What an event changed, fact by fact, the changes first; then what it notes besides. */
export function compareFacts({ before, after, details }: AuditEvent): readonly FactChange[] {
  const keys = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const changes = [...keys].map((key) => compare(key, before ?? {}, after ?? {}));
  const notes = Object.keys(details)
    .filter((key) => !keys.has(key))
    .map((key) => ({ name: nameOf(key), kind: "noted", before: undefined, after: format(key, details[key]) }) as const);
  return [...changes.filter(({ kind }) => kind !== "same"), ...changes.filter(({ kind }) => kind === "same"), ...notes];
}

function compare(key: string, before: Facts, after: Facts): FactChange {
  const old = key in before ? format(key, before[key]) : undefined;
  const now = key in after ? format(key, after[key]) : undefined;
  return { name: nameOf(key), kind: kindOf(old, now), before: old, after: now };
}

function kindOf(before: string | undefined, after: string | undefined): FactChange["kind"] {
  if (before === after) return "same";
  if (before === undefined) return "added";
  return after === undefined ? "removed" : "changed";
}

function nameOf(key: string): string {
  return key
    .replaceAll(/([a-z])([A-Z])/g, (_match, last: string, first: string) => `${last} ${first.toLowerCase()}`)
    .replaceAll(/[_.]/g, " ");
}

const TIME_KEY = /(_at|At|_until|Until)$/;

function format(key: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return "—";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return TIME_KEY.test(key) ? new Date(value).toISOString() : String(value);
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map((item) => format(key, item)).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
