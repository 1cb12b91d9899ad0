import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "runtimes");
const binaries = {
  deno: join(folder, "node_modules/@deno/linux-x64-glibc/deno"),
  bun: join(folder, "node_modules/@oven/bun-linux-x64/bin/bun"),
  workerd: join(folder, "node_modules/@cloudflare/workerd-linux-64/bin/workerd"),
};

export type RuntimeBinaries = typeof binaries;

/**
 * Deno, Bun and workerd, installed from their lock file when they are missing. Undefined where they cannot be had, which is said on
 * stderr; where CI is set that is an error.
 */
export function installRuntimes(): RuntimeBinaries | undefined {
  const areThere = () => Object.values(binaries).every((path) => existsSync(path));
  if (process.platform === "linux" && process.arch === "x64" && !areThere())
    try {
      execFileSync("npm", ["ci", "--ignore-scripts", "--loglevel=error"], {
        cwd: folder,
        stdio: "ignore",
        timeout: 300_000,
      });
    } catch {
      // Said below.
    }
  if (areThere()) return binaries;
  const message = "Deno, Bun and workerd could not be installed (Linux x64 only): their smoke tests do not run";
  if (process.env["CI"]) throw new Error(message);
  console.warn(message);
  return undefined;
}
