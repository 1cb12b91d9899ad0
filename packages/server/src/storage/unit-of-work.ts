import type { Kysely } from "kysely";
import type { AuditEvent } from "../domain/audit-event.ts";
import type { AuditSeal } from "../domain/audit-seal.ts";
import type { Change, Clock, Transaction, UnitOfWork } from "../domain/ports.ts";
import type { RevokedSubject } from "../domain/revocation.ts";
import { KyselyAdministrationReader } from "./administration-reader.ts";
import { appendEvents, startChain } from "./audit-log.ts";
import { appendChanges, lockChangeLog } from "./change-log.ts";
import { KyselyClientRepository, KyselySecretRepository } from "./client-repository.ts";
import { KyselyIdempotencyKeys } from "./idempotency-keys.ts";
import { KyselySigningKeyRepository, KyselyWrappedKeyRepository } from "./key-repository.ts";
import { KyselyOrganizationRepository } from "./organization-repository.ts";
import { openPeople } from "./people-repositories.ts";
import { KyselyResourceRepository } from "./resource-repository.ts";
import { appendRevocations } from "./revocation-log.ts";
import type { Schema } from "./schema.ts";

export class KyselyUnitOfWork implements UnitOfWork {
  readonly #database: Kysely<Schema>;
  readonly #clock: Clock;
  readonly #seal: AuditSeal;

  /** Without a seal that has its key, no event can be recorded. */
  constructor(database: Kysely<Schema>, clock: Clock, seal: AuditSeal) {
    this.#database = database;
    this.#clock = clock;
    this.#seal = seal;
  }

  transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return this.#database.transaction().execute(async (database) => {
      const written: WrittenLast = { changes: [], revocations: [], events: [] };
      const result = await work(openRepositories(database, written, this.#seal));
      await writeLast(database, written, this.#seal, this.#clock());
      return result;
    });
  }
}

interface WrittenLast {
  readonly changes: Change[];
  readonly revocations: RevokedSubject[];
  readonly events: AuditEvent[];
}

function openRepositories(
  database: Kysely<Schema>,
  { changes, revocations, events }: WrittenLast,
  seal: AuditSeal,
): Transaction {
  return {
    ...openPeople(database),
    clients: new KyselyClientRepository(database),
    secrets: new KyselySecretRepository(database),
    organizations: new KyselyOrganizationRepository(database),
    resources: new KyselyResourceRepository(database),
    signingKeys: new KyselySigningKeyRepository(database),
    wrappedKeys: new KyselyWrappedKeyRepository(database),
    idempotencyKeys: new KyselyIdempotencyKeys(database),
    reader: new KyselyAdministrationReader(database),
    startAuditTrail: () => startChain(database, seal),
    recordEvent: async (event) => void events.push(event),
    recordChange: (change) => void changes.push(change),
    recordRevocation: (subject) => void revocations.push(subject),
    serialize: () => lockChangeLog(database),
  };
}

// Both logs under one lock, so that both are in the order of commits. The audit trail comes last: its head is locked for two statements.
async function writeLast(database: Kysely<Schema>, written: WrittenLast, seal: AuditSeal, now: number): Promise<void> {
  const { changes, revocations, events } = written;
  if (revocations.length > 0) {
    await lockChangeLog(database);
    await appendRevocations(database, revocations, now);
    changes.push({ kind: "revocation", subjectId: "" });
  }
  await appendChanges(database, changes, now);
  await appendEvents(database, events, seal);
}
