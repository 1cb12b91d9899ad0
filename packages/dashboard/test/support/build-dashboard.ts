import { execFileSync } from "node:child_process";
import { join } from "node:path";

const SCRIPT = join(import.meta.dirname, "../../../../scripts/build-dashboard.mjs");

/** The folder of the built dashboard. It is built when its sources changed since the last time; else that takes milliseconds. */
export function buildDashboard(): string {
  execFileSync(process.execPath, [SCRIPT], { stdio: ["ignore", "ignore", "inherit"] });
  return join(import.meta.dirname, "../../dist");
}
