import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const COMMAND_LINE = fileURLToPath(new URL("../../packages/server/src/cli/main.ts", import.meta.url));
const API = fileURLToPath(new URL("../api/server.ts", import.meta.url));
const START_MILLISECONDS_MAX = 60_000;
const SEEN_WITHIN_MILLISECONDS = 1_000;

/** The processes of the demonstration, with nothing of the environment of whoever runs it. */
export class Processes {
  readonly issuer: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #running: ChildProcess[] = [];

  constructor(dataFolder: string, port: number) {
    this.issuer = `http://127.0.0.1:${port}`;
    this.#environment = {
      PATH: process.env["PATH"],
      CELITECH_AUTH_DATA_DIR: dataFolder,
      CELITECH_AUTH_PORT: String(port),
      CELITECH_AUTH_PUBLIC_URL: this.issuer,
      CELITECH_AUTH_LOG_LEVEL: "warn",
    };
  }

  /** `celitech-auth serve`; returns when it can issue tokens. */
  async startTokenService(): Promise<void> {
    const child = this.#start([COMMAND_LINE, "serve"], this.#environment);
    child.stdout?.resume();
    const deadline = performance.now() + START_MILLISECONDS_MAX;
    for (;;) {
      const isReady = await fetch(`${this.issuer}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isReady) return;
      if (child.exitCode !== null || performance.now() > deadline) throw new Error("the token service did not start");
      await pause(50);
    }
  }

  /** The example API; returns its address. */
  async startApi(audience: string): Promise<string> {
    const environment = { API_PORT: "0", API_ISSUER: this.issuer, API_AUDIENCE: audience };
    const child = this.#start([API], { PATH: process.env["PATH"], ...environment });
    const [line] = (await once(child.stdout ?? child, "data")) as [Buffer];
    return String(line).trim();
  }

  /** A command of `celitech-auth`, with `--json`; returns what it printed, when the running service has seen the change. */
  async command(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
    const options = { env: this.#environment };
    const { stdout } = await promisify(execFile)(process.execPath, [COMMAND_LINE, ...args, "--json"], options);
    await pause(SEEN_WITHIN_MILLISECONDS);
    return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  }

  async stop(): Promise<void> {
    const ends = this.#running.map((child) => child.exitCode === null && once(child, "exit"));
    for (const child of this.#running) child.kill("SIGTERM");
    await Promise.all(ends);
  }

  #start(args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
    this.#running.push(child);
    return child;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}
