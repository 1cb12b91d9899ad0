import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { SetupError } from "./data-folder.ts";
import { layFoundation, MasterKeyMismatch } from "./domain/administration/bootstrap.ts";
import { AttemptLimiter } from "./domain/attempt-limiter.ts";
import { ChangeFollower, type ChangeListener } from "./domain/change-follower.ts";
import { ClientDirectory } from "./domain/client-directory.ts";
import type { ClientId } from "./domain/identifier.ts";
import type { MasterKeys } from "./domain/master-key.ts";
import type { Change, Clock } from "./domain/ports.ts";
import { ResourceCatalog } from "./domain/resource-catalog.ts";
import { SecretHasher } from "./domain/secret-hasher.ts";
import { UsageRecorder } from "./domain/usage-recorder.ts";
import type { TokenEndpointParts } from "./oauth/token-endpoint.ts";
import { generateSigningKey, signingKeyName } from "./signing/generate-signing-key.ts";
import { KeyRing } from "./signing/key-ring.ts";
import { KyselyAdministrationReader } from "./storage/administration-reader.ts";
import { KyselyChangeLog } from "./storage/change-log.ts";
import { KyselyClientReader } from "./storage/client-reader.ts";
import { type Database, openCommandDatabase, openServerDatabase } from "./storage/database.ts";
import { KyselySigningKeyRepository } from "./storage/key-repository.ts";
import { migrate } from "./storage/migrate.ts";
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
  readonly hasher: SecretHasher;
  readonly generateKey: (algorithm: "ES256" | "RS256", createdAt: number) => ReturnType<typeof generateSigningKey>;
  readonly clock: Clock;
  close(): Promise<void>;
}

/** A service that issues tokens. */
export interface TokenService {
  readonly tokenEndpoint: TokenEndpointParts;
  readonly administration: Administration;
  /** Writes what is held in memory and closes the database. */
  stop(): Promise<void>;
}

const CHANGE_LOG_KEPT_MILLISECONDS = 3_600_000; // a server that was away longer reads everything anew
const PRUNE_MILLISECONDS = 600_000;

export async function openAdministration(
  config: Config,
  masterKeys: MasterKeys,
  clock: Clock,
): Promise<Administration> {
  const database = openCommandDatabase(config.database);
  return openOrClose(database, () => composeAdministration(database, config, masterKeys, clock));
}

export async function openTokenService(
  config: Config,
  masterKeys: MasterKeys,
  logger: Logger,
  clock: Clock,
): Promise<TokenService> {
  const database = openServerDatabase(config.database, (error) =>
    logger.warn({ code: errorCode(error) }, "a database connection was lost"),
  );
  return openOrClose(database, async () => {
    const administration = await composeAdministration(database, config, masterKeys, clock);
    return composeTokenService(database, administration, config, masterKeys, logger);
  });
}

async function openOrClose<Result>(database: Database, open: () => Promise<Result>): Promise<Result> {
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

async function composeAdministration(
  database: Database,
  config: Config,
  masterKeys: MasterKeys,
  clock: Clock,
): Promise<Administration> {
  await migrate(database.writer, database.dialect);
  const unitOfWork = new KyselyUnitOfWork(database.writer, clock);
  const generateKey: Administration["generateKey"] = (algorithm, createdAt) =>
    generateSigningKey(algorithm, masterKeys, createdAt);
  const { defaultAudience, tokenLifetimeSeconds: defaultLifetimeSeconds, staleSeconds } = config;
  const pepper = await unitOfWork.transaction((transaction) =>
    layFoundation(
      { transaction, actor: "server", now: clock() },
      { masterKeys, generateKey, signingKeyName, defaultAudience, defaultLifetimeSeconds, staleSeconds },
    ),
  );
  return {
    unitOfWork,
    reader: new KyselyAdministrationReader(database.writer),
    catalog: new ResourceCatalog(new KyselyResourceRepository(database.writer)),
    signingKeys: new KyselySigningKeyRepository(database.writer),
    usage: new KyselyUsageStore(database.writer),
    hasher: new SecretHasher(pepper),
    generateKey,
    clock,
    close: () => database.close(),
  };
}

async function composeTokenService(
  database: Database,
  administration: Administration,
  config: Config,
  masterKeys: MasterKeys,
  logger: Logger,
): Promise<TokenService> {
  const { clock, hasher } = administration;
  const directory = new ClientDirectory(new KyselyClientReader(database.reader), config.clientCacheEntries);
  const catalog = new ResourceCatalog(new KyselyResourceRepository(database.reader));
  const keyRing = new KeyRing(new KyselySigningKeyRepository(database.reader), masterKeys);
  const changeLog = new KyselyChangeLog(database.reader, database.writer);
  const follower = new ChangeFollower(changeLog, listenToChanges(directory, catalog, keyRing, logger), clock);
  const usage = new UsageRecorder(administration.usage, {
    writeFailed: (error) =>
      logger.warn({ code: errorCode(error) }, "usage could not be written; it is kept for the next time"),
  });
  await follower.start();
  usage.start();
  const prune = () => changeLog.prune(clock() - CHANGE_LOG_KEPT_MILLISECONDS).catch(() => undefined); // the next time will do
  const pruning = setInterval(prune, PRUNE_MILLISECONDS);
  pruning.unref();
  const tokenEndpoint: TokenEndpointParts = {
    issuer: config.issuer,
    defaultLifetimeSeconds: config.tokenLifetimeSeconds,
    staleMilliseconds: config.staleSeconds * 1_000,
    limiter: new AttemptLimiter(config),
    freshness: follower,
    directory,
    hasher,
    catalog,
    keyRing,
    usage,
    clock,
  };
  return {
    tokenEndpoint,
    administration,
    async stop() {
      clearInterval(pruning);
      follower.stop();
      await usage.stop();
      await database.close();
    },
  };
}

function listenToChanges(
  directory: ClientDirectory,
  catalog: ResourceCatalog,
  keyRing: KeyRing,
  logger: Logger,
): ChangeListener {
  return {
    async apply(changes: readonly Change[]) {
      for (const { kind, subjectId } of changes) if (kind === "client") directory.forget(subjectId as ClientId);
      if (changes.some(({ kind }) => kind === "resource")) await catalog.reload();
      if (changes.some(({ kind }) => kind === "signing_key")) await keyRing.reload();
    },
    async reset() {
      directory.forgetAll();
      await catalog.reload();
      await keyRing.reload();
    },
    failed(error, isFirst) {
      if (isFirst)
        logger.error({ code: errorCode(error) }, "the database cannot be reached; known clients are served on");
    },
  };
}

// Codes only: a driver's message can quote values.
function errorCode(error: unknown): string {
  return (error as { code?: string }).code ?? (error instanceof Error ? error.name : "unknown");
}
