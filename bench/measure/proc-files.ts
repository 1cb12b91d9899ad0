import { readFileSync } from "node:fs";

/** Child processes of a process (cluster workers), from Linux's /proc. */
export function readChildPids(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1").trim();
  return children === "" ? [] : children.split(" ").map(Number);
}

/** No /proc on this system, or no such process (any more). */
export function isMissingFile(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH");
}
