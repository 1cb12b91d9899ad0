import { execFile, spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Credential, Credentials } from "../load/load-job.ts";
import { formatWhole } from "../measure/format-table.ts";
import { deriveCredential } from "../seed/derive-credential.ts";
import { TOKEN_PATH } from "./access-token-claims.ts";
import { type Competitor, findFreePort, readPid, START_MS_MAX, stopProcess, waitUntilReady } from "./competitor.ts";
import { makeTemporaryFolder } from "./temporary-folder.ts";

export type CelitechAuthOptions = {
  /** CELITECH_AUTH_WORKERS, where it is not to be the default. */
  readonly workers?: number;
  /** Registered clients among which requests are spread; default: one, made by the command line. */
  readonly clients?: number;
};

export type CelitechAuth = Competitor & { readonly dataFolder: string };

const COMMAND = fileURLToPath(new URL("../../packages/server/src/cli/main.ts", import.meta.url));
const SEED_DATABASE = fileURLToPath(new URL("../seed/seed-database.ts", import.meta.url));
// Usage is written every 5 seconds, and that of tens of thousands of secrets takes a while.
const SETTLE_SECONDS = 7;
// The server promises to see what the command line changed within a second; twice that is a failure.
const SEEN_MS_MAX = 2_000;
/** A million clients take half a minute. */
const READ_AHEAD_MS_MAX = 300_000;
const POLL_MS = 100;

const runFile = promisify(execFile);

/** Our server as shipped: a process of its own, default configuration, an embedded database, logging on. */
export async function startCelitechAuth({ workers = 1, clients }: CelitechAuthOptions = {}): Promise<CelitechAuth> {
  const folder = await makeTemporaryFolder();
  const port = await findFreePort();
  const environment = {
    ...readForeignEnvironment(),
    CELITECH_AUTH_DATA_DIR: folder.path,
    CELITECH_AUTH_PORT: String(port),
    ...(workers === 1 ? {} : { CELITECH_AUTH_WORKERS: String(workers) }),
  };
  if (clients !== undefined) await runFile(process.execPath, [SEED_DATABASE, folder.path, String(clients)]);
  // Into a file: a pipe would have to be drained by this process, whose CPU time is nobody's to take.
  const logPath = join(folder.path, "server.log");
  const log = await open(logPath, "w");
  const child = spawn(process.execPath, [COMMAND, "serve"], { stdio: ["ignore", log.fd, log.fd], env: environment });
  const stop = async (): Promise<void> => {
    await stopProcess(child);
    await log.close();
    folder.remove();
  };
  try {
    await waitUntilReady(child, port, "/health/ready");
    const credentials = await prepareCredentials(clients, environment);
    // Every worker says so when it is ready; before that, another one may have answered for it.
    await waitUntilLogged(logPath, "ready", workers, START_MS_MAX);
    if (clients !== undefined) await waitUntilLogged(logPath, "clients are in memory", workers, READ_AHEAD_MS_MAX);
    await waitUntilServed(port, credentials.kind === "one" ? credentials.credential : deriveCredential(0), workers);
    return {
      ...describe(workers, clients),
      family: "celitech-auth",
      workers,
      port,
      tokenPath: TOKEN_PATH,
      keySetPath: "/.well-known/jwks.json",
      credentials,
      pid: readPid(child),
      settleSeconds: clients === undefined ? 0 : SETTLE_SECONDS,
      dataFolder: folder.path,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function describe(workers: number, clients: number | undefined): Pick<Competitor, "name" | "description"> {
  const differences = [
    ...(workers === 1 ? [] : [`${workers} workers`]),
    ...(clients === undefined ? [] : [`${formatWhole(clients)} clients`]),
  ];
  return {
    name: ["celitech-auth", ...differences].join(", "),
    description: ["as shipped: default configuration, SQLite, logging on", ...differences].join(", "),
  };
}

/** Without the settings of whoever runs the benchmark: the default configuration is what is measured. */
function readForeignEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name !== "NODE_ENV" && !name.startsWith("CELITECH_")),
  );
}

async function prepareCredentials(clients: number | undefined, environment: NodeJS.ProcessEnv): Promise<Credentials> {
  if (clients !== undefined) return { kind: "derived", count: clients };
  return { kind: "one", credential: await createClient(environment) };
}

async function createClient(environment: NodeJS.ProcessEnv): Promise<Credential> {
  const { stdout } = await runFile(process.execPath, [COMMAND, "clients", "create", "--name", "bench", "--json"], {
    env: environment,
  });
  const created: unknown = JSON.parse(stdout);
  if (typeof created === "object" && created !== null && "client_id" in created && "client_secret" in created) {
    return { clientId: String(created.client_id), secret: String(created.client_secret) };
  }
  throw new Error(`clients create printed no credentials: ${stdout}`);
}

async function waitUntilLogged(logPath: string, message: string, times: number, msMax: number): Promise<void> {
  const deadline = performance.now() + msMax;
  while (performance.now() < deadline) {
    const log = await readFile(logPath, "utf8");
    if (log.split("\n").filter((line) => line.includes(`"msg":"${message}"`)).length >= times) return;
    await sleep(POLL_MS);
  }
  throw new Error(`the server did not say "${message}" ${times} times within ${msMax / 1000} seconds`);
}

/** Connections go to the workers in turn, so each of them is asked, one request a connection. */
async function waitUntilServed(port: number, credential: Credential, workers: number): Promise<void> {
  const deadline = performance.now() + SEEN_MS_MAX;
  let status = 0;
  for (let served = 0; served < workers && performance.now() < deadline; ) {
    status = await requestToken(port, credential);
    served = status === 200 ? served + 1 : 0;
    if (status !== 200) await sleep(POLL_MS);
  }
  if (status !== 200) throw new Error(`the server answers ${status} to a client that exists`);
}

async function requestToken(port: number, { clientId, secret }: Credential): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}${TOKEN_PATH}`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString("base64")}`,
      connection: "close",
    },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  await answer.body?.cancel();
  return answer.status;
}
