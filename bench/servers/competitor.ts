import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { Credentials } from "../load/load-job.ts";

/** A running server under test, in a process of its own. */
export type Competitor = {
  readonly family: "celitech-auth" | "oidc-provider" | "bare";
  /** Processes that share the port. */
  readonly workers: number;
  readonly name: string;
  readonly description: string;
  readonly port: number;
  readonly tokenPath: string;
  readonly keySetPath: string;
  readonly credentials: Credentials;
  readonly pid: number;
  /** How long it may still be busy with what a load left behind; nobody else is measured meanwhile. */
  readonly settleSeconds: number;
  readonly stop: () => Promise<void>;
};

export const START_MS_MAX = 60_000;
const POLL_MS = 50;
const STOP_MS_MAX = 10_000;

/** A port that was free a moment ago. The servers under test take their port from outside, so they cannot choose. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("a TCP server without a port");
  return address.port;
}

/** Waits until the path answers 200. @throws when the process ends first, or after a minute. */
export async function waitUntilReady(child: ChildProcess, port: number, path: string): Promise<void> {
  const deadline = performance.now() + START_MS_MAX;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the server ended with exit code ${child.exitCode} while starting`);
    const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => null);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`the server was not ready after ${START_MS_MAX / 1000} seconds`);
}

export function readPid(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error("the process did not start");
  return child.pid;
}

/** Ends a process in good order, and by force when it does not take the hint. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), STOP_MS_MAX);
  await ended;
  clearTimeout(force);
}
