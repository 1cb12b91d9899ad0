// npm run bench: runs the suites one after the other, each in a process of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SUITES = {
  token: "tokens per second, against node-oidc-provider and a bare server",
  client: "the client package: cached tokens per second, against other clients",
  verifier: "the verifier package: verifications per second, against other verifiers",
  dashboard: "the dashboard: gzipped JavaScript of its pages",
} as const;

const HELP = `Usage: npm run bench -- [SUITE…] [options of one suite]

${Object.entries(SUITES)
  .map(([name, description]) => `  ${name.padEnd(10)} ${description}`)
  .join("\n")}

Without a suite, all of them. Each prints its table and writes bench/results/SUITE.{json,md}.

  npm run bench
  npm run bench -- token --rounds 5 --seconds 4
  npm run bench -- token --help
`;
const EXIT_USAGE = 2;

const options = process.argv.slice(2);
const firstOption = options.findIndex((argument) => argument.startsWith("-"));
const suites = firstOption < 0 ? options : options.slice(0, firstOption);
const suiteOptions = firstOption < 0 ? [] : options.slice(firstOption);
const unknown = suites.find((suite) => !(suite in SUITES));

if (unknown !== undefined) failUsage(`there is no suite "${unknown}"`);
else if (suites.length === 0 && ["-h", "--help"].includes(suiteOptions[0] ?? "")) console.log(HELP);
else if (suites.length !== 1 && suiteOptions.length > 0) failUsage("options belong to one suite: name it first");
else process.exitCode = await runSuites(suites.length > 0 ? suites : Object.keys(SUITES).filter(isPresent));

function isPresent(suite: string): boolean {
  return existsSync(findScript(suite));
}

function findScript(suite: string): string {
  return fileURLToPath(new URL(`${suite}.ts`, import.meta.url));
}

/** Goes on after a suite that failed, so that one run tells all. */
async function runSuites(names: readonly string[]): Promise<number> {
  let exitCode = 0;
  for (const name of names) {
    const child = spawn(process.execPath, [findScript(name), ...suiteOptions], { stdio: "inherit" });
    const [code] = await once(child, "exit");
    if (code !== 0) exitCode = 1;
  }
  return exitCode;
}

function failUsage(message: string): void {
  console.error(`${message}\n\n${HELP}`);
  process.exitCode = EXIT_USAGE;
}
