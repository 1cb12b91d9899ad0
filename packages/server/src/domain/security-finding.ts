import type { Page } from "./cursor.ts";
import { DAY_MILLISECONDS } from "./usage.ts";

/** What somebody should look at, the most urgent first. */
export const FINDING_KINDS = [
  "secret_expired",
  "secret_expires_soon",
  "rotation_under_way",
  "client_idle",
  "secret_never_expires",
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

export const EXPIRES_SOON_MILLISECONDS = 14 * DAY_MILLISECONDS;
/** A secret that expired longer ago is missed by nobody. */
export const EXPIRED_MILLISECONDS = 30 * DAY_MILLISECONDS;
export const IDLE_MILLISECONDS = 90 * DAY_MILLISECONDS;

export interface SecurityFinding {
  readonly kind: FindingKind;
  readonly clientId: string;
  readonly clientName: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly secretId: string | undefined;
  readonly secretHint: string | undefined;
  /** When it ends or ended, or was last used; undefined: never. */
  readonly at: number | undefined;
}

/** Where a page of one kind ended. */
export interface FindingPosition {
  readonly kind: FindingKind;
  readonly at: number;
  readonly id: string;
}

export interface FindingQuery {
  readonly limit: number;
  readonly now: number;
  readonly after: FindingPosition | undefined;
  /** Undefined: all of them. */
  readonly kind: FindingKind | undefined;
  /** Undefined: all. */
  readonly organizationIds: readonly string[] | undefined;
}

export interface FindingPage extends Pick<Page<SecurityFinding>, "items"> {
  readonly next: FindingPosition | undefined;
}

export interface SecurityFindingReader {
  /** By kind, and in each by time. */
  pageFindings(query: FindingQuery): Promise<FindingPage>;
}
