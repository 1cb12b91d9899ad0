// npm run bench -- dashboard: how much JavaScript the dashboard's pages load before they can be used. Builds it first where that is needed.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { formatTable } from "./measure/format-table.ts";
import { writeResults } from "./measure/write-results.ts";

const fromRoot = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

execFileSync(process.execPath, [fromRoot("scripts/build-dashboard.mjs")], { stdio: ["ignore", "ignore", "inherit"] });

/** As the build measured it; it fails beyond the limits. */
const sizes = JSON.parse(readFileSync(fromRoot("packages/dashboard/dist/sizes.json"), "utf8")) as readonly {
  readonly name: string;
  readonly kilobytes: number;
  readonly kilobytesMax: number;
}[];
const rows = sizes.map(({ name, kilobytes, kilobytesMax }) => [name, kilobytes.toFixed(1), kilobytesMax.toFixed(0)]);
const table = formatTable(["gzipped JavaScript of", "kB", "at most"], rows);
console.log(table);
await writeResults("dashboard", { sizes }, `# The dashboard's pages\n\n${table}\n`);
