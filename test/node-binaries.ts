import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

export interface NodeBinary {
  readonly path: string;
  readonly version: string;
}

/** Every Node in PATH, one of each major version: the one of this repository, and the machine's own. */
export function findNodes(): readonly NodeBinary[] {
  const byMajor = new Map<string, NodeBinary>();
  for (const entry of (process.env["PATH"] ?? "").split(delimiter)) {
    const path = join(entry, "node");
    const version = existsSync(path) ? execFileSync(path, ["--version"], { encoding: "utf8" }).trim() : undefined;
    const major = version?.split(".")[0];
    if (version && major && !byMajor.has(major)) byMajor.set(major, { path, version });
  }
  return [...byMajor.values()];
}
