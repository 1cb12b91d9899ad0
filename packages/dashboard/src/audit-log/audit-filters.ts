import type { QueryInputOf } from "@celitech-auth/contract";

/** The filters of the audit log as they stand in the page's address. */
export interface AuditSearch {
  readonly organization?: string | undefined;
  readonly subject?: string | undefined;
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  /** Days, such as 2026-11-24, in the reader's time zone. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

type AuditQuery = Omit<QueryInputOf<"GET /audit-events">, "limit" | "cursor">;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What the API is asked; the day of `until` is in it as a whole. */
export function auditQuery(search: AuditSearch, organizationId: string | null): AuditQuery {
  const query: Record<string, string | undefined> = {
    organization_id: search.organization ?? organizationId ?? undefined,
    subject_id: search.subject,
    actor_id: search.actor,
    action: search.action,
    since: startOfDay(search.since, 0),
    until: startOfDay(search.until, 1),
  };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}

export function hasFilters(search: AuditSearch): boolean {
  return Object.values(search).some((value) => value !== undefined);
}

/** Whether a day becomes another one: while a year is typed, each of its digits makes a day, and none is worth going back to. */
export function isTypingOn(search: AuditSearch, changed: AuditSearch): boolean {
  return (["since", "until"] as const).some((day) => changed[day] !== undefined && search[day] !== undefined);
}

function startOfDay(day: string | undefined, daysLater: number): string | undefined {
  if (day === undefined || !DAY.test(day)) return undefined;
  const start = new Date(`${day}T00:00:00`);
  start.setDate(start.getDate() + daysLater);
  return Number.isNaN(start.getTime()) ? undefined : start.toISOString();
}
