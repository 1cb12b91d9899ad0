import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { bundleProgram } from "../../../test/bundle-program.ts";
import { until } from "./client-under-test.ts";

/** For tests that start a fleet: on a busy machine 20 processes take their time. */
export const fleetTestTimeoutMs = 120_000;
const fleetWaitMs = 50_000;

interface Member {
  readonly child: ChildProcess;
  output: string;
}

/** Processes that start together and share a store. */
export class ProcessFleet {
  readonly #members: Member[];

  private constructor(members: Member[]) {
    this.#members = members;
  }

  static async launch(size: number, env: Readonly<Record<string, string>>, slowness = 8): Promise<ProcessFleet> {
    // One file instead of a hundred, so that 20 processes start in a fraction of the time.
    const program = await bundleProgram(join(import.meta.dirname, "programs/print-shared-token.ts"), true);
    const members = Array.from({ length: size }, () => {
      const child = spawn(process.execPath, [program], {
        env: { ...process.env, ...env, SLOWNESS: String(slowness) },
        stdio: ["pipe", "pipe", "inherit"],
      });
      const member: Member = { child, output: "" };
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        member.output += text;
      });
      return member;
    });
    onTestFinished(() => {
      for (const { child } of members) child.kill("SIGKILL");
    });
    return new ProcessFleet(members);
  }

  async start(): Promise<void> {
    const areReady = () => this.#members.every(({ output }) => output.startsWith("ready\n"));
    await until(areReady, "all processes are ready", fleetWaitMs);
    for (const { child } of this.#members) child.stdin?.write("go\n");
  }

  kill(pid: number): void {
    this.#members.find(({ child }) => child.pid === pid)?.child.kill("SIGKILL");
  }

  /** The tokens of all processes that were not killed. */
  async tokens(): Promise<string[]> {
    const isOver = ({ child }: Member) => child.exitCode !== null || child.signalCode !== null;
    await until(() => this.#members.every(isOver), "all processes end", fleetWaitMs);
    const alive = this.#members.filter(({ child }) => child.signalCode === null);
    return alive.map(({ output }) => output.replace("ready\n", "").trim());
  }
}
