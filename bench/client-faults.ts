// node bench/client-faults.ts: the same faults for this client and for each that can be installed from npm. Writes the table into
// docs/client-comparison.md and the results into bench/results/client-faults.json. Every trial runs in a process of its own.
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { runTrial, trials } from "./clients/fault-trials.ts";
import { libraries, versionOf } from "./clients/libraries.ts";
import { installShiftedTime } from "./clients/shifted-time.ts";

const root = join(import.meta.dirname, "..");
const [libraryIndex, trialIndex] = process.argv.slice(2).map(Number);

if (libraryIndex === undefined || trialIndex === undefined) await compare();
else await runOne(libraryIndex, trialIndex);

async function runOne(libraryNumber: number, trialNumber: number): Promise<void> {
  const [library, trial] = [libraries[libraryNumber], trials[trialNumber]];
  if (!library || !trial) throw new Error("no such trial");
  installShiftedTime();
  console.log(JSON.stringify(await runTrial(library, trial)));
  process.exit();
}

async function compare(): Promise<void> {
  const rows: string[][] = [];
  for (const [trialNumber, { title }] of trials.entries()) {
    const cells = await Promise.all(libraries.map((_, libraryNumber) => startTrial(libraryNumber, trialNumber)));
    rows.push([title, ...cells]);
    console.log([title, ...cells].join(" | "));
  }
  const names = libraries.map((library) => `${library.package} ${versionOf(library.package)}`);
  const table = formatTable(["", ...names], rows);
  await mkdir(join(root, "bench/results"), { recursive: true });
  const named = (cells: readonly string[]) => Object.fromEntries(names.map((name, index) => [name, cells[index]]));
  const results = {
    node: process.version,
    trials: Object.fromEntries(rows.map(([title, ...cells]) => [title, named(cells)])),
  };
  await writeFile(join(root, "bench/results/client-faults.json"), `${JSON.stringify(results, null, 2)}\n`);
  await writeFile(join(root, "docs/client-comparison.md"), page(table));
}

async function startTrial(libraryNumber: number, trialNumber: number): Promise<string> {
  const args = [import.meta.filename, String(libraryNumber), String(trialNumber)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 60_000 });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function page(table: string): string {
  const notes = libraries.filter(({ note }) => note !== "").map((library) => `- ${library.package}: ${library.note}`);
  return `# How token clients behave under faults

Written by \`node bench/client-faults.ts\`, which runs the same faults against a token server on a real socket, each trial in a process of
its own whose clocks the trial moves. Tokens live for an hour. Node ${process.version}.

${table}

Each client runs with its defaults. What is measured of each:

${notes.join("\n")}
`;
}
