import { AuditSeal } from "../../src/domain/audit-seal.ts";
import type { Clock } from "../../src/domain/ports.ts";
import type { Database } from "../../src/storage/database.ts";
import { KyselyUnitOfWork } from "../../src/storage/unit-of-work.ts";

export interface SealedUnitOfWork {
  readonly unitOfWork: KyselyUnitOfWork;
  readonly seal: AuditSeal;
}

/** Changes to a migrated, empty database, with an audit trail that has begun. */
export async function openUnitOfWork(database: Database, clock: Clock): Promise<SealedUnitOfWork> {
  const seal = new AuditSeal();
  seal.use(Buffer.alloc(32, 5));
  const unitOfWork = new KyselyUnitOfWork(database.writer, clock, seal);
  await unitOfWork.transaction((transaction) => transaction.startAuditTrail());
  return { unitOfWork, seal };
}
