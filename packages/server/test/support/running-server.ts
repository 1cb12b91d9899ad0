import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, vi } from "vitest";
import { openTokenService, type TokenService } from "../../src/compose.ts";
import { openAdministration } from "../../src/compose-administration.ts";
import { type Config, readConfig } from "../../src/config.ts";
import { prepareDataFolder } from "../../src/data-folder.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { type CapturedLog, captureLog } from "./captured-log.ts";
import { API, createFixtures, type Fixtures } from "./fixtures.ts";
import { exchange, type RawAnswer } from "./raw-http.ts";
import { copyTestDatabase, createTestDatabase, STORES, type Store, type TestDatabase } from "./stores.ts";
import { TestClock } from "./test-clock.ts";
import { type TokenRequest, tokenRequestText } from "./token-request.ts";

export const ISSUER = "https://auth.example";

export interface RunningServer {
  readonly port: number;
  readonly config: Config;
  readonly clock: TestClock;
  readonly log: CapturedLog;
  readonly fixtures: Fixtures;
  /** The parts behind the wire, for what cannot be caused from outside. */
  readonly service: TokenService;
  /** Sends one token request on a connection of its own. */
  request(request: TokenRequest): Promise<RawAnswer>;
  get(path: string, ...headers: readonly string[]): Promise<RawAnswer>;
  /** Waits until the server has read every change that was made before. */
  seesChanges(): Promise<void>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Without the prefix `CELITECH_AUTH_`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Changes the address of the database, such as to one behind a proxy. Called with the database made and its fixtures in place. */
  readonly routeDatabase?: (url: string) => Promise<string>;
  /** Changes the parts that requests are answered with. */
  readonly changeService?: (service: TokenService) => TokenService;
  readonly host?: string;
  /** For a test whose public URL has to name it; else a free one. */
  readonly port?: number;
  /** Of the built dashboard. */
  readonly dashboardFolder?: string;
}

/** The server as `serve` composes it, in this process, on a free port of 127.0.0.1, with the fixtures of the specification. */
export async function startServer(store: Store, options: ServerOptions = {}): Promise<RunningServer> {
  const { environment = {}, routeDatabase, changeService = (service) => service } = options;
  const { host = "127.0.0.1", port: wantedPort = 0, dashboardFolder } = options;
  const folder = mkdtempSync(join(tmpdir(), "celitech-auth-wire-"));
  const prepared = await preparedDatabase(store);
  const { fixtures } = prepared;
  const database = await copyTestDatabase(prepared.database, folder);
  const clock = new TestClock();
  const log = captureLog();
  const url = routeDatabase === undefined ? database.url : await routeDatabase(database.url);
  const config = testConfig(folder, url, environment);
  const opened = await openTokenService(config, prepareDataFolder(config), log.logger, clock.read);
  const service = changeService(opened);
  const server = createHttpServer({
    ...config,
    dashboardFolder,
    service: { current: service, isStopping: false },
    staleMilliseconds: config.staleSeconds * 1_000,
    requestTimeoutMilliseconds: config.requestTimeoutSeconds * 1_000,
    ...log,
  });
  await server.listen({ host, port: wantedPort });
  const { port } = server.server.address() as AddressInfo;
  return {
    ...{ port, config, clock, log, fixtures, service },
    request: (request) => exchange(port, tokenRequestText(request)),
    get: (path, ...headers) =>
      exchange(port, [`GET ${path} HTTP/1.1`, "Host: auth.example", ...headers, "", ""].join("\r\n")),
    seesChanges: () => seeChanges(service, clock),
    async stop() {
      server.server.closeAllConnections?.();
      await server.close();
      await opened.stop();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface RunningServers {
  on(store: Store): RunningServer;
}

/** One server for each store, for all tests of a file; on one store alone where the store makes no difference. */
export function useServers(options: ServerOptions = {}, stores: readonly Store[] = STORES): RunningServers {
  const servers = new Map<Store, RunningServer>();
  beforeAll(async () => {
    await Promise.all(stores.map(async (store) => servers.set(store, await startServer(store, options))));
  });
  afterAll(async () => {
    for (const server of servers.values()) await server.stop();
  });
  return {
    on(store) {
      const server = servers.get(store);
      if (server === undefined) throw new Error(`the server on ${store} is not running yet`);
      return server;
    },
  };
}

const TEST_MASTER_KEY = Buffer.alloc(32, 7).toString("base64");

/** A configuration read as from the environment, quiet about nothing. */
export function testConfig(
  folder: string,
  databaseUrl: string,
  environment: Readonly<Record<string, string>> = {},
): Config {
  const variables = {
    ISSUER,
    DATA_DIR: folder,
    DATABASE_URL: databaseUrl,
    MASTER_KEY: TEST_MASTER_KEY,
    DEFAULT_AUDIENCE: API,
    ...environment,
  };
  const reading = readConfig(
    Object.fromEntries(Object.entries(variables).map(([name, value]) => [`CELITECH_AUTH_${name}`, value])),
  );
  if (reading.kind === "mistakes") throw new Error(reading.mistakes.join("\n"));
  return reading.config;
}

interface PreparedDatabase {
  readonly database: TestDatabase;
  readonly fixtures: Fixtures;
}

const prepared = new Map<Store, Promise<PreparedDatabase>>();

/** A database with the fixtures, made once for each file of tests, since its RSA keys alone take a second; servers run on copies. */
function preparedDatabase(store: Store): Promise<PreparedDatabase> {
  const preparing = prepared.get(store) ?? prepareDatabase(store);
  prepared.set(store, preparing);
  return preparing;
}

async function prepareDatabase(store: Store): Promise<PreparedDatabase> {
  const folder = mkdtempSync(join(tmpdir(), "celitech-auth-wire-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const database = await createTestDatabase(store, folder);
  const config = testConfig(folder, database.url);
  const administration = await openAdministration(config, prepareDataFolder(config), new TestClock().read);
  try {
    return { database, fixtures: await createFixtures(administration) };
  } finally {
    await administration.close();
  }
}

const CHANGES_SEEN_MILLISECONDS_MAX = 20_000;

async function seeChanges({ tokenEndpoint }: TokenService, clock: TestClock): Promise<void> {
  clock.advance(1);
  const from = clock.read();
  await vi.waitFor(
    () => {
      if (tokenEndpoint.freshness.confirmedAt < from) throw new Error("the server has not read the change log");
    },
    { timeout: CHANGES_SEEN_MILLISECONDS_MAX, interval: 10 },
  );
}
