import { readFileSync } from "node:fs";
import { isMissingFile, readChildPids } from "./proc-files.ts";

const RESIDENT_KIBIBYTES = /^VmRSS:\s+(\d+) kB$/m;
const BYTES_PER_KIBIBYTE = 1024;

/** Resident memory of a process and of its child processes (cluster workers), or null where there is no /proc. */
export function readResidentBytes(pid: number): number | null {
  try {
    const kibibytes = RESIDENT_KIBIBYTES.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
    if (kibibytes === undefined) return null;
    const children = readChildPids(pid).map((child) => readResidentBytes(child) ?? 0);
    return children.reduce((sum, bytes) => sum + bytes, Number(kibibytes) * BYTES_PER_KIBIBYTE);
  } catch (error) {
    if (isMissingFile(error)) return null;
    throw error;
  }
}
