import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { AuditHeadLog } from "./domain/audit-head-log.ts";
import type { AuditSeal } from "./domain/audit-seal.ts";
import { DenialRecorder } from "./domain/denial-recorder.ts";
import type { People } from "./domain/people/people-ports.ts";
import type { Clock } from "./domain/ports.ts";
import { UsageRecorder } from "./domain/usage-recorder.ts";
import { KyselyAuditPruner } from "./storage/audit-pruner.ts";
import type { KyselyAuditTrailReader } from "./storage/audit-trail-reader.ts";
import type { KyselyChangeLog } from "./storage/change-log.ts";
import type { Database } from "./storage/database.ts";
import { Housekeeping } from "./storage/housekeeping.ts";
import { KyselyIdempotencyKeys } from "./storage/idempotency-keys.ts";
import type { KyselyRevocationLog } from "./storage/revocation-log.ts";
import type { KyselyUnitOfWork } from "./storage/unit-of-work.ts";
import { KyselyUsagePruner } from "./storage/usage-pruner.ts";
import type { KyselyUsageStore } from "./storage/usage-store.ts";

/** What a running server gathers in memory and writes later, and what it drops when it is old. */
export interface Records {
  readonly usage: UsageRecorder;
  readonly denials: DenialRecorder;
  readonly housekeeping: Housekeeping;
  start(): void;
  /** Writes what is held in memory. */
  stop(): Promise<void>;
}

export interface RecordsParts {
  readonly database: Database;
  readonly config: Config;
  readonly logger: Logger;
  readonly administration: {
    readonly unitOfWork: KyselyUnitOfWork;
    readonly usage: KyselyUsageStore;
    readonly auditTrail: KyselyAuditTrailReader;
    readonly auditSeal: AuditSeal;
    readonly people: People;
    readonly clock: Clock;
  };
  readonly changeLog: KyselyChangeLog;
  readonly revocations: KyselyRevocationLog;
}

export function composeRecords(parts: RecordsParts): Records {
  const { database, config, logger, administration, changeLog, revocations } = parts;
  const { unitOfWork, auditSeal, people, clock } = administration;
  const keepFor = (what: string) => ({
    writeFailed: (error: unknown) =>
      logger.warn({ code: errorCode(error) }, `${what} could not be written; it is kept for the next time`),
  });
  const usage = new UsageRecorder(administration.usage, keepFor("usage"));
  const listener = keepFor("what was denied");
  const denials = new DenialRecorder({ unitOfWork, clock, processes: config.workers, listener });
  const auditHead = new AuditHeadLog(administration.auditTrail, {
    headMoved: (entries, head) => logger.info({ audit_entries: entries, audit_head: head }, "audit trail"),
  });
  const housekeeping = new Housekeeping({
    ...{ changeLog, revocations, people, clock, auditDays: config.auditDays },
    idempotencyKeys: new KyselyIdempotencyKeys(database.writer),
    usage: new KyselyUsagePruner(database.writer),
    audit: new KyselyAuditPruner(database.writer, auditSeal),
    failed: (what, error) => logger.warn({ code: errorCode(error) }, `${what} could not be dropped; it is tried again`),
  });
  // In the order in which they end: first what memory holds, and the head of the audit trail after everything that moves it.
  const all = [usage, denials, housekeeping, auditHead];
  return {
    ...{ usage, denials, housekeeping },
    start() {
      for (const part of all) part.start();
    },
    async stop() {
      for (const part of all) await part.stop();
    },
  };
}

/** Codes only: a driver's message can quote values. */
export function errorCode(error: unknown): string {
  return (error as { code?: string }).code ?? (error instanceof Error ? error.name : "unknown");
}
