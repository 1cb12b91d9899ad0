import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./client-under-test.ts";

export interface RedisServer {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * A real Redis on a port of its own, installed from Debian when it is missing and that is possible. Undefined where it cannot be had,
 * which is said on stderr; where CI is set that is an error.
 */
export async function startRedis(): Promise<RedisServer | undefined> {
  if (!isInstalled() && !install()) {
    const message = "redis-server is missing and could not be installed: the tests of the Redis store do not run";
    if (process.env["CI"]) throw new Error(message);
    console.warn(message);
    return undefined;
  }
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "celitech-auth-redis-"));
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
  const child = spawn("redis-server", args, { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await until(() => answers(port), "Redis answers");
  return {
    port,
    stop: async () => {
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function isInstalled(): boolean {
  return succeeds("redis-server", ["--version"]);
}

function install(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  return (
    succeeds("apt-get", ["update", "-q"]) &&
    succeeds("apt-get", ["install", "-y", "-q", "--no-install-recommends", "redis-server"])
  );
}

function succeeds(command: string, args: readonly string[]): boolean {
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    execFileSync(command, args, { stdio: "ignore", timeout: 120_000, env });
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
    socket.write("PING\r\n");
  });
}
