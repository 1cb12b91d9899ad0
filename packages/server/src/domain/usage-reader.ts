import type { UsageOutcome, UsageSpan } from "./usage.ts";

export interface UsageBucket {
  /** When it begins. */
  readonly at: number;
  readonly issued: number;
  readonly denied: number;
}

export interface UsageQuery {
  /** What the buckets are added up from. */
  readonly span: UsageSpan;
  readonly bucketMilliseconds: number;
  /** The first one begins here. */
  readonly since: number;
  readonly until: number;
  readonly of: UsageSubject;
}

export type UsageSubject =
  | { readonly kind: "client"; readonly clientId: string; readonly secretId: string | undefined }
  | { readonly kind: "organizations"; readonly ids: readonly string[] }
  /** Requests that named no known client too. */
  | { readonly kind: "all" };

/** Alike requests of a client. */
export interface Activity {
  readonly lastAt: number;
  readonly outcome: UsageOutcome;
  readonly count: number;
  readonly reason: string;
  readonly address: string;
  readonly userAgent: string;
  readonly secretId: string;
  /** Undefined: there is no such secret any more, or none was used. */
  readonly secretHint: string | undefined;
}

export interface ActivityQuery {
  readonly clientId: string;
  readonly outcome: UsageOutcome | undefined;
  readonly until: number;
  readonly limit: number;
  /** Begin with those whose last request was then, but skip some of these. */
  readonly after: { readonly lastAt: number; readonly skip: number } | undefined;
}

export interface UsageReader {
  /** Those buckets in which there was something, in order. */
  readBuckets(query: UsageQuery): Promise<readonly UsageBucket[]>;
  /** The newest first. */
  listActivity(query: ActivityQuery): Promise<readonly Activity[]>;
  /** Undefined: there is no such secret. */
  findClientOfSecret(secretId: string): Promise<string | undefined>;
}
