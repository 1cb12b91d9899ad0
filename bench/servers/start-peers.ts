import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { deriveCredential } from "../seed/derive-credential.ts";
import { TOKEN_PATH } from "./access-token-claims.ts";
import { type Competitor, findFreePort, readPid, stopProcess, waitUntilReady } from "./competitor.ts";

const KEY_SET_PATH = "/.well-known/jwks.json";

/** Where the bare server signs. Node.js's own pool has four threads; with fewer cores, one thread wastes less. */
export type BareSigning = "main-thread" | "thread-pool" | "one-thread-pool";

export async function startBareServer(signing: BareSigning, workers = 1): Promise<Competitor> {
  return startPeer({
    family: "bare",
    workers,
    name: `bare ${signing}${workers === 1 ? "" : `, ${workers} workers`}`,
    description: `node:http, one secret, one signature (${signing})`,
    script: "bare-server.ts",
    options: [signing === "main-thread" ? signing : "thread-pool", String(workers)],
    environment: signing === "one-thread-pool" ? { UV_THREADPOOL_SIZE: "1" } : {},
  });
}

export async function startOidcProvider(): Promise<Competitor> {
  return startPeer({
    family: "oidc-provider",
    workers: 1,
    name: "oidc-provider",
    description: "node-oidc-provider 9, ES256 JWTs, in-memory adapter",
    script: "oidc-provider-server.ts",
    options: [],
    environment: {},
  });
}

type Peer = Pick<Competitor, "family" | "workers" | "name" | "description"> & {
  readonly script: string;
  readonly options: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
};

async function startPeer({ script, options, environment, ...peer }: Peer): Promise<Competitor> {
  const port = await findFreePort();
  const credential = deriveCredential(1);
  const scriptPath = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(
    process.execPath,
    [scriptPath, String(port), ...options, credential.clientId, credential.secret],
    // Frameworks may be faster in production, and the peers shall be as fast as they can.
    { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, NODE_ENV: "production", ...environment } },
  );
  try {
    await waitUntilReady(child, port, KEY_SET_PATH);
  } catch (error) {
    await stopProcess(child);
    throw error;
  }
  return {
    ...peer,
    port,
    tokenPath: TOKEN_PATH,
    keySetPath: KEY_SET_PATH,
    credentials: { kind: "one", credential },
    pid: readPid(child),
    settleSeconds: 0,
    stop: () => stopProcess(child),
  };
}
