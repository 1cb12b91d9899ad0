import { execFile, spawn } from "node:child_process";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Credential } from "../load/load-job.ts";
import { TOKEN_PATH } from "./access-token-claims.ts";
import { type Competitor, findFreePort, readPid, stopProcess, waitUntilReady } from "./competitor.ts";

const COMMAND = fileURLToPath(new URL("../../packages/server/src/cli/main.ts", import.meta.url));

/** Our server as shipped: a process of its own, default configuration, an embedded database, logging on. */
export async function startCelitechAuth(): Promise<Competitor> {
  const dataDir = await mkdtemp(join(tmpdir(), "celitech-auth-bench-"));
  const port = await findFreePort();
  const environment = {
    ...readForeignEnvironment(),
    CELITECH_AUTH_DATA_DIR: dataDir,
    CELITECH_AUTH_PORT: String(port),
  };
  // Into a file: a pipe would have to be drained by this process, whose CPU time is nobody's to take.
  const log = await open(join(dataDir, "server.log"), "w");
  const child = spawn(process.execPath, [COMMAND, "serve"], {
    stdio: ["ignore", log.fd, log.fd],
    env: environment,
  });
  const stop = async (): Promise<void> => {
    await stopProcess(child);
    await log.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await waitUntilReady(child, port, "/health/ready");
    const credential = await createClient(environment);
    await waitUntilServed(port, credential);
    return {
      name: "celitech-auth",
      description: "as shipped: default configuration, SQLite, logging on",
      port,
      tokenPath: TOKEN_PATH,
      keySetPath: "/.well-known/jwks.json",
      credentials: { kind: "one", credential },
      pid: readPid(child),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Without the settings of whoever runs the benchmark: the default configuration is what is measured. */
function readForeignEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name !== "NODE_ENV" && !name.startsWith("CELITECH_")),
  );
}

async function createClient(environment: NodeJS.ProcessEnv): Promise<Credential> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [COMMAND, "clients", "create", "--name", "bench", "--json"],
    { env: environment },
  );
  const created: unknown = JSON.parse(stdout);
  if (typeof created === "object" && created !== null && "client_id" in created && "client_secret" in created) {
    return { clientId: String(created.client_id), secret: String(created.client_secret) };
  }
  throw new Error(`clients create printed no credentials: ${stdout}`);
}

/** The server promises to see what the command line changed within a second; twice that is a failure. */
async function waitUntilServed(port: number, { clientId, secret }: Credential): Promise<void> {
  const deadline = performance.now() + 2000;
  let status = 0;
  while (performance.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${port}${TOKEN_PATH}`, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString("base64")}` },
      body: new URLSearchParams({ grant_type: "client_credentials" }),
    });
    status = answer.status;
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the server answers ${status} to a client that exists`);
}
