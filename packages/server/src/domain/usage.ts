import type { ClientId } from "./identifier.ts";

/** Whose use is counted. */
export interface UsedClient {
  readonly id: string;
  readonly organizationId: string;
}

export type UsageOutcome = "issued" | "denied";

/** Requests of one minute with one secret. */
export interface UsageCount {
  /** Empty: the request named no client that exists. */
  readonly clientId: string;
  /** The client's. Empty: the same. */
  readonly organizationId: string;
  /** Empty: with none of the client's secrets. */
  readonly secretId: string;
  /** When the minute begins. */
  readonly minute: number;
  readonly issued: number;
  readonly denied: number;
}

/** Alike requests of one hour. */
export interface ActivityCount {
  readonly clientId: string;
  readonly secretId: string;
  /** When the hour begins. */
  readonly hour: number;
  readonly outcome: UsageOutcome;
  /** Why they were denied; empty: they were not. */
  readonly reason: string;
  /** Both empty: of too many different ones to tell. */
  readonly address: string;
  readonly userAgent: string;
  readonly lastAt: number;
  readonly count: number;
}

/** How a secret was used since the last write. */
export interface SecretUse {
  readonly secretId: string;
  readonly clientId: ClientId;
  readonly lastUsedAt: number;
  readonly lastUsedFrom: string;
  readonly lastUserAgent: string;
  readonly tokensIssued: number;
}

export interface SecretUseTotals extends SecretUse {
  readonly firstUsedAt: number;
}

/** When any client of an organization last got a token. */
export interface OrganizationUse {
  readonly organizationId: string;
  readonly lastUsedAt: number;
}

/** What is written at once: kept as a whole, or not at all. */
export interface UsageBatch {
  readonly uses: readonly SecretUse[];
  /** Each organization once. */
  readonly organizations: readonly OrganizationUse[];
  readonly counts: readonly UsageCount[];
  readonly activity: readonly ActivityCount[];
}

export interface UsageStore {
  /** Adds to what is there. */
  add(batch: UsageBatch): Promise<void>;
  findUses(clientId: ClientId): Promise<readonly SecretUseTotals[]>;
}

export const MINUTE_MILLISECONDS = 60_000;
export const HOUR_MILLISECONDS = 3_600_000;
export const DAY_MILLISECONDS = 86_400_000;

/** What requests are counted by. */
export const SPAN_MILLISECONDS = {
  minute: MINUTE_MILLISECONDS,
  hour: HOUR_MILLISECONDS,
  day: DAY_MILLISECONDS,
} as const;

export type UsageSpan = keyof typeof SPAN_MILLISECONDS;

/** How long it is told what kinds of requests there were (T25). */
export const ACTIVITY_KEPT_MILLISECONDS = 35 * DAY_MILLISECONDS;

/** When each span begins that begins between two instants, these included. */
export function spansBetween(since: number, until: number, spanMilliseconds: number): readonly number[] {
  const first = startOf(since + spanMilliseconds - 1, spanMilliseconds);
  const count = Math.floor((until - first) / spanMilliseconds) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => first + index * spanMilliseconds);
}

/** When the span that an instant lies in begins, in UTC. */
export function startOf(instant: number, spanMilliseconds: number): number {
  return instant - (instant % spanMilliseconds);
}
