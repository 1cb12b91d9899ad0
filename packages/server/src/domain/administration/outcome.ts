import type { AuditAction, AuditEvent } from "../audit-event.ts";
import { newIdentifier } from "../identifier.ts";
import type { Transaction } from "../ports.ts";

/** Why nothing was changed. The message says what was wrong and what to do, and never quotes a secret. */
export interface Problem {
  readonly kind: "problem";
  readonly code:
    | "not_found"
    | "conflict"
    | "invalid"
    | "forbidden"
    | "changed_meanwhile"
    | "link_spent"
    | "sign_in_failed";
  readonly message: string;
  /** The name of the part of the request that is at fault, with dots where it is nested. */
  readonly field?: string | undefined;
}

export function problem(code: Problem["code"], message: string, field?: string): Problem {
  return { kind: "problem", code, message, field };
}

export function isProblem(result: object): result is Problem {
  return (result as { kind?: unknown }).kind === "problem";
}

/** Who changes something, when, and from where. */
export interface Change {
  readonly transaction: Transaction;
  /** `user:ID`, `admin_token:ID`, `client:ID`, `cli:USER` or `server`. */
  readonly actor: string;
  readonly now: number;
  /** Of a change that came over the network. */
  readonly origin?: RequestOrigin | undefined;
  /** The version that the caller saw (`If-Match`); undefined: whichever it is. */
  readonly expectedVersion?: number | undefined;
}

export interface RequestOrigin {
  readonly address: string;
  readonly userAgent: string | undefined;
}

/** The version that is there is not the one that the caller saw. */
export function versionProblem({ expectedVersion }: Change, version: number): Problem | undefined {
  if (expectedVersion === undefined || expectedVersion === version) return undefined;
  return problem("changed_meanwhile", "it was changed meanwhile: read it anew, and decide again");
}

/** What an audit event says beyond who, what and when. */
export interface AuditFacts {
  readonly organizationId?: string | undefined;
  /** What was changed, as it was and as it is. */
  readonly before?: AuditEvent["before"];
  readonly after?: AuditEvent["after"];
  readonly details?: AuditEvent["details"];
}

/** A time as `before` and `after` show it; null: never. */
export function auditTime(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : new Date(milliseconds).toISOString();
}

/** Writes the audit event of a change, in the transaction of the change. */
export function recordAudit(
  { transaction, actor, now, origin }: Change,
  action: AuditAction,
  subjectId: string,
  { organizationId, before, after, details = {} }: AuditFacts = {},
): Promise<void> {
  return transaction.recordEvent({
    id: newIdentifier("evt"),
    at: now,
    actor,
    action,
    subjectId,
    organizationId,
    origin,
    before,
    after,
    details,
  });
}
