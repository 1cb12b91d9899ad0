import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { vi } from "vitest";
import { exchange } from "./raw-http.ts";
import { freePort } from "./server-process.ts";

export interface ChildServer {
  readonly port: number;
  /** Ends it with SIGTERM; returns the exit code. */
  stop(): Promise<number | null>;
  /** What it wrote to standard output and standard error. */
  output(): Buffer;
}

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");
const START_MILLISECONDS_MAX = 50_000;

/** `celitech-auth serve` as a process of its own. The variables are without the prefix `CELITECH_AUTH_`. */
export async function startChildServer(variables: Readonly<Record<string, string>>): Promise<ChildServer> {
  const port = await freePort();
  const named = Object.entries({ ...variables, PORT: String(port) }).map(([name, value]) => [
    `CELITECH_AUTH_${name}`,
    value,
  ]);
  const child = spawn(process.execPath, [MAIN, "serve"], {
    env: { PATH: process.env["PATH"], ...Object.fromEntries(named) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  const exit = once(child, "exit");
  await vi.waitFor(() => expectReady(port), { timeout: START_MILLISECONDS_MAX, interval: 100 });
  return {
    port,
    async stop() {
      child.kill("SIGTERM");
      const [code] = (await exit) as [number | null];
      return code;
    },
    output: () => Buffer.concat(chunks),
  };
}

async function expectReady(port: number): Promise<void> {
  const { status } = await exchange(port, "GET /health/ready HTTP/1.1\r\nHost: a\r\n\r\n");
  if (status !== 200) throw new Error("the server is not ready yet");
}
