import type { AuditAction, AuditEvent } from "../audit-event.ts";
import { newIdentifier } from "../identifier.ts";
import type { Transaction } from "../ports.ts";

/** Why nothing was changed. The message says what was wrong and what to do, and never quotes a secret. */
export interface Problem {
  readonly kind: "problem";
  readonly code: "not_found" | "conflict" | "invalid";
  readonly message: string;
}

export function problem(code: Problem["code"], message: string): Problem {
  return { kind: "problem", code, message };
}

export function isProblem(result: object): result is Problem {
  return (result as { kind?: unknown }).kind === "problem";
}

/** Who changes something, and when. */
export interface Change {
  readonly transaction: Transaction;
  readonly actor: string;
  readonly now: number;
}

/** Writes the audit event of a change, in the transaction of the change. */
export function recordAudit(
  { transaction, actor, now }: Change,
  action: AuditAction,
  subjectId: string,
  details: AuditEvent["details"] = {},
  organizationId?: string,
): Promise<void> {
  return transaction.recordEvent({
    id: newIdentifier("evt"),
    at: now,
    actor,
    action,
    subjectId,
    organizationId,
    details,
  });
}
