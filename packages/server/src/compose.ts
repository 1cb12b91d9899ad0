import { getHeapStatistics } from "node:v8";
import type { Logger } from "pino";
import type { AdminParts } from "./admin/admin-parts.ts";
import { StoredCallerReader } from "./admin/caller-reader.ts";
import { PasskeyCeremonies } from "./admin/passkey-ceremonies.ts";
import { type Administration, composeAdministration, openOrClose } from "./compose-administration.ts";
import { composeRecords, errorCode } from "./compose-records.ts";
import { composeServiceState, type ServiceStateParts } from "./compose-service-state.ts";
import { type Config, tokenUrl } from "./config.ts";
import { AttemptLimiter } from "./domain/attempt-limiter.ts";
import { ChangeFollower, type ChangeListener } from "./domain/change-follower.ts";
import { ClientDirectory } from "./domain/client-directory.ts";
import { clientsThatFit } from "./domain/client-memory.ts";
import type { ClientId } from "./domain/identifier.ts";
import type { MasterKeys } from "./domain/master-key.ts";
import { SignInLimiter } from "./domain/people/sign-in-limiter.ts";
import type { Change, Clock } from "./domain/ports.ts";
import { ResourceCatalog } from "./domain/resource-catalog.ts";
import { RevocationLimit } from "./domain/revocation-limit.ts";
import { judgeToken } from "./oauth/judge-token.ts";
import type { OwnTokenParts } from "./oauth/own-token.ts";
import type { RevocationEndpointParts } from "./oauth/revocation-endpoint.ts";
import { RevocationListPublisher } from "./oauth/revocation-list/revocation-list-publisher.ts";
import type { TokenEndpointParts } from "./oauth/token-endpoint.ts";
import { Argon2PasswordHasher } from "./passwords/argon2-password-hasher.ts";
import { removeSetupLinkFile } from "./setup-link-file.ts";
import { KeyRing } from "./signing/key-ring.ts";
import type { KyselyAuditTrailReader } from "./storage/audit-trail-reader.ts";
import { KyselyChangeLog } from "./storage/change-log.ts";
import { KyselyClientReader } from "./storage/client-reader.ts";
import { type Database, openServerDatabase } from "./storage/database.ts";
import type { Housekeeping } from "./storage/housekeeping.ts";
import { KyselySigningKeyRepository } from "./storage/key-repository.ts";
import { KyselyResourceRepository } from "./storage/resource-repository.ts";
import { KyselyRevocationLog } from "./storage/revocation-log.ts";
import { KyselySecurityFindingReader } from "./storage/security-finding-reader.ts";
import { KyselyUsageReader } from "./storage/usage-reader.ts";
import { VERSION } from "./version.ts";

/** A service that issues tokens, and takes them back. */
export interface TokenService {
  readonly tokenEndpoint: TokenEndpointParts;
  readonly revocationEndpoint: RevocationEndpointParts;
  readonly introspectionEndpoint: OwnTokenParts;
  readonly revocationList: RevocationListPublisher;
  readonly administration: Administration;
  readonly admin: AdminParts;
  readonly housekeeping: Housekeeping;
  /** Reads clients into memory before they ask, until all are there or it is full. Never rejects. */
  readAhead(): Promise<void>;
  /** Writes what is held in memory and closes the database. */
  stop(): Promise<void>;
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

async function composeTokenService(
  database: Database,
  administration: Administration,
  config: Config,
  masterKeys: MasterKeys,
  logger: Logger,
): Promise<TokenService> {
  const { clock, hasher } = administration;
  const clientsMax = clientsThatFit(config.clientCacheEntries, getHeapStatistics().heap_size_limit);
  const directory = new ClientDirectory(new KyselyClientReader(database.reader), clientsMax);
  const catalog = new ResourceCatalog(new KyselyResourceRepository(database.reader));
  const keyRing = new KeyRing(new KyselySigningKeyRepository(database.reader), masterKeys);
  const changeLog = new KyselyChangeLog(database.reader, database.writer);
  const revocations = new KyselyRevocationLog(database.reader, database.writer);
  const revocationList = new RevocationListPublisher({
    issuer: config.issuer,
    reader: revocations,
    keyRing,
    clock,
    failed: (error) => logger.error({ code: errorCode(error) }, "the revocation list could not be built"),
  });
  const memory: ServiceMemory = { directory, catalog, keyRing, revocationList };
  const follower = new ChangeFollower(changeLog, listenToChanges(memory, logger), clock);
  const records = composeRecords({ database, config, logger, administration, changeLog, revocations });
  const { usage, denials, housekeeping } = records;
  await follower.start();
  records.start();
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
    denials,
    clock,
  };
  const introspectionEndpoint: OwnTokenParts = { ...tokenEndpoint, revocations };
  const passwords = new Argon2PasswordHasher();
  const { unitOfWork } = administration;
  const stopping = new AbortController();
  return {
    tokenEndpoint,
    revocationEndpoint: { ...introspectionEndpoint, unitOfWork, revocationLimit: new RevocationLimit() },
    introspectionEndpoint,
    revocationList,
    administration,
    admin: composeAdmin(administration, config, {
      ...{ passwords, deniedSignIns: denials },
      ...composeReaders(database, administration.auditTrail, { tokenEndpoint, revocations }),
      judgeToken: (token, audience) => judgeToken(token, audience, introspectionEndpoint),
    }),
    housekeeping,
    async readAhead() {
      try {
        await directory.readAhead(stopping.signal);
        logger.info({ clients: directory.size }, "clients are in memory");
      } catch (error) {
        if (!stopping.signal.aborted)
          logger.warn({ code: errorCode(error) }, "clients could not be read ahead; each is read when it asks");
      }
    },
    async stop() {
      stopping.abort();
      follower.stop();
      await records.stop();
      await passwords.stop();
      await database.close();
    },
  };
}

type Readers = Pick<AdminParts, "usageReader" | "findings" | "readServiceState">;
type AdminCompanions = Readers & Pick<AdminParts, "passwords" | "deniedSignIns" | "judgeToken">;

// By the thread that writes: no question of a person holds up the look-up of a client.
function composeReaders(
  database: Database,
  auditTrail: KyselyAuditTrailReader,
  parts: Pick<ServiceStateParts, "tokenEndpoint" | "revocations">,
): Readers {
  const usageReader = new KyselyUsageReader(database.writer);
  return {
    usageReader,
    findings: new KyselySecurityFindingReader(database.writer),
    readServiceState: composeServiceState({ ...parts, database, auditTrail, usageReader }),
  };
}

function composeAdmin(administration: Administration, config: Config, companions: AdminCompanions): AdminParts {
  const { people, tokenHasher } = administration;
  const { publicUrl, issuer, defaultAudience, supportUrl } = config;
  return {
    ...administration,
    callers: new StoredCallerReader(people, tokenHasher),
    passkeys: new PasskeyCeremonies(publicUrl, tokenHasher),
    ...companions,
    signInLimiter: new SignInLimiter(),
    setupFinished: () => removeSetupLinkFile(config),
    facts: { publicUrl, issuer, tokenUrl: tokenUrl(config), defaultAudience, supportUrl, version: VERSION },
  };
}

interface ServiceMemory {
  readonly directory: ClientDirectory;
  readonly catalog: ResourceCatalog;
  readonly keyRing: KeyRing;
  readonly revocationList: RevocationListPublisher;
}

function listenToChanges(memory: ServiceMemory, logger: Logger): ChangeListener {
  const { directory, catalog, keyRing, revocationList } = memory;
  return {
    async apply(changes: readonly Change[]) {
      const has = (wanted: Change["kind"]) => changes.some(({ kind }) => kind === wanted);
      for (const { kind, subjectId } of changes) if (kind === "client") directory.forget(subjectId as ClientId);
      if (has("resource")) await catalog.reload();
      // Keys after what revokes them: the one that signs the list is then never on it.
      if (has("revocation")) await revocationList.readOn();
      if (has("signing_key")) await keyRing.reload();
      if (has("revocation")) void revocationList.publish(); // a long list is built meanwhile, and nothing waits for it
    },
    async reset() {
      directory.forgetAll();
      await catalog.reload();
      await revocationList.readOn();
      await keyRing.reload();
      await revocationList.publish();
    },
    failed(error, isFirst) {
      if (isFirst)
        logger.error({ code: errorCode(error) }, "the database cannot be reached; known clients are served on");
    },
  };
}
