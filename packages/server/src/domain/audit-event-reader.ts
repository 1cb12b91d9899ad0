import type { AuditEntry } from "./audit-seal.ts";
import type { ListOrder, Page, PageQuery } from "./cursor.ts";

export const AUDIT_NEWEST_FIRST = { name: "-at", valueType: "number" } as const satisfies ListOrder;

/** An event as it is shown; without a sequence it is older than the chain. */
export interface StoredAuditEvent extends Omit<AuditEntry, "sequence"> {
  readonly sequence: number | null;
}

/** What events are chosen by; what is undefined does not matter. */
export interface AuditFilter {
  readonly organizationId?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly actorId?: string | undefined;
  /** An action, or the start of one that ends in a dot. */
  readonly action?: string | undefined;
  readonly since?: number | undefined;
  /** Not included. */
  readonly until?: number | undefined;
  /** Undefined: all, and those of no organization too. */
  readonly visibleOrganizationIds?: readonly string[] | undefined;
}

export interface AuditEventQuery extends AuditFilter, PageQuery {
  readonly order: "newest_first" | "oldest_first";
}

export interface AuditEventReader {
  pageEvents(query: AuditEventQuery): Promise<Page<StoredAuditEvent>>;
  /** What the things are called that have these ids, as far as they have names. */
  findSubjectNames(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}
