import { execFileSync } from "node:child_process";
import { join } from "node:path";

const SCRIPT = join(import.meta.dirname, "../../../../scripts/build-dashboard.mjs");

/** Builds the dashboard when its sources changed since the last time; else it takes milliseconds. */
export function buildDashboard(): void {
  execFileSync(process.execPath, [SCRIPT], { stdio: ["ignore", "ignore", "inherit"] });
}
