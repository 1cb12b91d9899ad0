import type { Kysely } from "kysely";
import type { AuditEvent } from "../domain/audit-event.ts";
import type { Change, Clock, Transaction, UnitOfWork } from "../domain/ports.ts";
import type { RevokedSubject } from "../domain/revocation.ts";
import { appendChanges, lockChangeLog } from "./change-log.ts";
import { KyselyClientRepository, KyselySecretRepository } from "./client-repository.ts";
import { KyselySigningKeyRepository, KyselyWrappedKeyRepository } from "./key-repository.ts";
import { KyselyOrganizationRepository } from "./organization-repository.ts";
import { openPeople } from "./people-repositories.ts";
import { KyselyResourceRepository } from "./resource-repository.ts";
import { appendRevocations } from "./revocation-log.ts";
import type { Schema } from "./schema.ts";

export class KyselyUnitOfWork implements UnitOfWork {
  readonly #database: Kysely<Schema>;
  readonly #clock: Clock;

  constructor(database: Kysely<Schema>, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return this.#database.transaction().execute(async (database) => {
      const written: WrittenLast = { changes: [], revocations: [] };
      const result = await work(openRepositories(database, written));
      await writeLast(database, written, this.#clock());
      return result;
    });
  }
}

interface WrittenLast {
  readonly changes: Change[];
  readonly revocations: RevokedSubject[];
}

function openRepositories(database: Kysely<Schema>, { changes, revocations }: WrittenLast): Transaction {
  return {
    ...openPeople(database),
    clients: new KyselyClientRepository(database),
    secrets: new KyselySecretRepository(database),
    organizations: new KyselyOrganizationRepository(database),
    resources: new KyselyResourceRepository(database),
    signingKeys: new KyselySigningKeyRepository(database),
    wrappedKeys: new KyselyWrappedKeyRepository(database),
    recordEvent: (event) => insertEvent(database, event),
    recordChange: (change) => void changes.push(change),
    recordRevocation: (subject) => void revocations.push(subject),
    serialize: () => lockChangeLog(database),
  };
}

// Both logs under one lock, so that both are in the order of commits.
async function writeLast(database: Kysely<Schema>, written: WrittenLast, now: number): Promise<void> {
  const { changes, revocations } = written;
  if (revocations.length > 0) {
    await lockChangeLog(database);
    await appendRevocations(database, revocations, now);
    changes.push({ kind: "revocation", subjectId: "" });
  }
  await appendChanges(database, changes, now);
}

async function insertEvent(database: Kysely<Schema>, event: AuditEvent): Promise<void> {
  await database
    .insertInto("audit_events")
    .values({
      id: event.id,
      at: event.at,
      actor: event.actor,
      action: event.action,
      subject_id: event.subjectId,
      organization_id: event.organizationId ?? null,
      details: JSON.stringify(event.details),
      address: event.origin?.address ?? null,
      user_agent: event.origin?.userAgent ?? null,
      before: event.before === undefined ? null : JSON.stringify(event.before),
      after: event.after === undefined ? null : JSON.stringify(event.after),
    })
    .execute();
}
