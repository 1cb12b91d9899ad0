import type { Config } from "./config.ts";
import { SetupError } from "./data-folder.ts";
import { layFoundation, MasterKeyMismatch } from "./domain/administration/bootstrap.ts";
import { AuditSeal } from "./domain/audit-seal.ts";
import type { MasterKeys } from "./domain/master-key.ts";
import type { People } from "./domain/people/people-ports.ts";
import type { Clock } from "./domain/ports.ts";
import { ResourceCatalog } from "./domain/resource-catalog.ts";
import { SecretHasher } from "./domain/secret-hasher.ts";
import { TokenHasher } from "./domain/token-hasher.ts";
import { generateSigningKey, signingKeyName } from "./signing/generate-signing-key.ts";
import { KyselyAdministrationReader } from "./storage/administration-reader.ts";
import { KyselyAuditEventReader } from "./storage/audit-event-reader.ts";
import { KyselyAuditTrailReader } from "./storage/audit-trail-reader.ts";
import { type Database, openCommandDatabase } from "./storage/database.ts";
import { KyselySigningKeyRepository } from "./storage/key-repository.ts";
import { migrate } from "./storage/migrate.ts";
import { openPeople } from "./storage/people-repositories.ts";
import { KyselyResourceRepository } from "./storage/resource-repository.ts";
import { KyselyUnitOfWork } from "./storage/unit-of-work.ts";
import { KyselyUsageStore } from "./storage/usage-store.ts";

/** What the command line works with: the same database and the same rules as the server. */
export interface Administration {
  readonly unitOfWork: KyselyUnitOfWork;
  readonly reader: KyselyAdministrationReader;
  readonly catalog: ResourceCatalog;
  readonly signingKeys: KyselySigningKeyRepository;
  readonly usage: KyselyUsageStore;
  readonly auditTrail: KyselyAuditTrailReader;
  readonly auditSeal: AuditSeal;
  readonly auditEvents: KyselyAuditEventReader;
  readonly hasher: SecretHasher;
  readonly people: People;
  /** Of links, sessions, admin tokens and recovery codes. */
  readonly tokenHasher: TokenHasher;
  readonly generateKey: (algorithm: "ES256" | "RS256", createdAt: number) => ReturnType<typeof generateSigningKey>;
  readonly clock: Clock;
  close(): Promise<void>;
}

export async function openAdministration(
  config: Config,
  masterKeys: MasterKeys,
  clock: Clock,
): Promise<Administration> {
  const database = openCommandDatabase(config.database);
  return openOrClose(database, () => composeAdministration(database, config, masterKeys, clock));
}

/** Closes the database again where opening failed. */
export async function openOrClose<Result>(database: Database, open: () => Promise<Result>): Promise<Result> {
  try {
    return await open();
  } catch (error) {
    await database.close().catch(() => undefined);
    if (error instanceof MasterKeyMismatch)
      throw new SetupError(
        `CELITECH_AUTH_MASTER_KEY: ${error.message}; give that key, or give it as CELITECH_AUTH_MASTER_KEY_PREVIOUS to change it`,
      );
    throw error;
  }
}

/** What is shared by a command and the server, on a database that either opened. */
export async function composeAdministration(
  database: Database,
  config: Config,
  masterKeys: MasterKeys,
  clock: Clock,
): Promise<Administration> {
  await migrate(database.writer, database.dialect);
  const auditSeal = new AuditSeal();
  const unitOfWork = new KyselyUnitOfWork(database.writer, clock, auditSeal);
  const generateKey: Administration["generateKey"] = (algorithm, createdAt) =>
    generateSigningKey(algorithm, masterKeys, createdAt);
  const { defaultAudience, tokenLifetimeSeconds: defaultLifetimeSeconds, staleSeconds } = config;
  const pepper = await unitOfWork.transaction((transaction) =>
    layFoundation(
      { transaction, actor: "server", now: clock() },
      { masterKeys, auditSeal, generateKey, signingKeyName, defaultAudience, defaultLifetimeSeconds, staleSeconds },
    ),
  );
  return {
    unitOfWork,
    reader: new KyselyAdministrationReader(database.writer),
    catalog: new ResourceCatalog(new KyselyResourceRepository(database.writer)),
    signingKeys: new KyselySigningKeyRepository(database.writer),
    usage: new KyselyUsageStore(database.writer),
    auditTrail: new KyselyAuditTrailReader(database.writer),
    auditSeal,
    auditEvents: new KyselyAuditEventReader(database.writer),
    hasher: new SecretHasher(pepper),
    people: openPeople(database.writer),
    tokenHasher: new TokenHasher(pepper),
    generateKey,
    clock,
    close: () => database.close(),
  };
}
