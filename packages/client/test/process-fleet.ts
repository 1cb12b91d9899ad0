import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { until } from "./client-under-test.ts";

interface Member {
  readonly child: ChildProcess;
  output: string;
}

/** Processes that start together and share a store. */
export class ProcessFleet {
  readonly #members: Member[];

  constructor(size: number, env: Readonly<Record<string, string>>, slowness = 8) {
    const program = join(import.meta.dirname, "programs/print-shared-token.ts");
    this.#members = Array.from({ length: size }, () => {
      const child = spawn("node", [program], {
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
      for (const { child } of this.#members) child.kill("SIGKILL");
    });
  }

  async start(): Promise<void> {
    await until(() => this.#members.every(({ output }) => output.startsWith("ready\n")), "all processes are ready");
    for (const { child } of this.#members) child.stdin?.write("go\n");
  }

  kill(pid: number): void {
    this.#members.find(({ child }) => child.pid === pid)?.child.kill("SIGKILL");
  }

  /** The tokens of all processes that were not killed. */
  async tokens(): Promise<string[]> {
    const isOver = ({ child }: Member) => child.exitCode !== null || child.signalCode !== null;
    await until(() => this.#members.every(isOver), "all processes end");
    const alive = this.#members.filter(({ child }) => child.signalCode === null);
    return alive.map(({ output }) => output.replace("ready\n", "").trim());
  }
}
