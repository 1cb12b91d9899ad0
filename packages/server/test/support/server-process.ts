import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");
/** Starting is most of what a command does; compiled code is kept between the starts of the tests. */
const NODE_COMPILE_CACHE = join(tmpdir(), "celitech-auth-test-compile-cache");

type Environment = Readonly<Record<string, string | undefined>>;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `celitech-auth` with these arguments to its end. */
export async function runCommand(args: readonly string[], environment: Environment, input = ""): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], { env: cleanEnvironment(environment), stdio: "pipe" });
  const ended = collect(child);
  child.stdin.on("error", () => undefined); // it may end without reading
  child.stdin.end(input);
  return ended;
}

export interface ServerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly ended: Promise<Ended>;
  /** What it printed so far. */
  output(): string;
  /** Resolves when `/health/ready` says so; rejects when the process ends before. */
  ready(): Promise<void>;
}

/** Starts `celitech-auth serve` on a free port. It is killed when the test is finished. */
export async function startServer(
  environment: Environment,
  options: { readonly uid?: number } = {},
): Promise<ServerProcess> {
  const port = environment["CELITECH_AUTH_PORT"] ?? String(await freePort());
  const child = spawn(process.execPath, [MAIN, "serve"], {
    env: cleanEnvironment({ ...environment, CELITECH_AUTH_PORT: port }),
    stdio: ["ignore", "pipe", "pipe"],
    ...options,
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  const url = `http://127.0.0.1:${port}`;
  const ended = collect(child);
  return { child, url, ended, output: () => output, ready: () => waitUntilReady(url, child, () => output) };
}

async function waitUntilReady(url: string, child: ChildProcess, output: () => string): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    const isReady = await fetch(`${url}/health/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`the server ended before it was ready: ${output()}`);
}

async function collect(child: ChildProcess): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

// Nothing of whoever runs the tests may reach the program under test.
function cleanEnvironment(environment: Environment): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"], HOME: process.env["HOME"], NODE_COMPILE_CACHE, ...environment };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}

/** Asks for a token as CELITECH's document says. */
export function requestToken(url: string, clientId: string, clientSecret: string): Promise<Response> {
  return fetch(`${url}/oauth2/token`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
}
