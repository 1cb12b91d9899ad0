import { readdirSync, readFileSync } from "node:fs";
import { isMissingFile, readChildPids } from "./proc-files.ts";

export type CpuTime = {
  readonly mainThreadMicros: number;
  readonly otherThreadsMicros: number;
};

export type SystemCpuTime = { readonly busyMicros: number; readonly allMicros: number };

// Linux reports /proc times in USER_HZ, which its ABI fixes at 100 whatever the kernel's own tick is.
const MICROS_PER_TICK = 10_000;
// Places in /proc/PID/stat after the command's closing bracket, which may itself hold spaces: proc(5) fields 14 and 15.
const USER_TIME_FIELD = 11;
const SYSTEM_TIME_FIELD = 12;
// Places in the first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal.
const IDLE_FIELDS = [3, 4];
const COUNTED_FIELDS = 8;

/**
 * CPU time of a process and of its child processes (cluster workers) so far, or null where there is no /proc.
 * Every process's first thread counts as a main thread: the other threads are the pool that signs, and the collector.
 */
export function readCpuTime(pid: number): CpuTime | null {
  try {
    let mainThreadMicros = 0;
    let otherThreadsMicros = 0;
    for (const threadId of readdirSync(`/proc/${pid}/task`)) {
      const micros = readThreadMicros(pid, threadId);
      if (Number(threadId) === pid) mainThreadMicros += micros;
      else otherThreadsMicros += micros;
    }
    for (const child of readChildPids(pid)) {
      const time = readCpuTime(child);
      mainThreadMicros += time?.mainThreadMicros ?? 0;
      otherThreadsMicros += time?.otherThreadsMicros ?? 0;
    }
    return { mainThreadMicros, otherThreadsMicros };
  } catch (error) {
    if (isMissingFile(error)) return null;
    throw error;
  }
}

/** CPU time of the whole machine so far, or null where there is no /proc. */
export function readSystemCpuTime(): SystemCpuTime | null {
  try {
    const line = readFileSync("/proc/stat", "latin1").split("\n", 1)[0] ?? "";
    const ticks = line
      .trim()
      .split(/\s+/)
      .slice(1, COUNTED_FIELDS + 1)
      .map(Number);
    const all = ticks.reduce((sum, value) => sum + value, 0);
    const idle = IDLE_FIELDS.reduce((sum, field) => sum + (ticks[field] ?? 0), 0);
    return { busyMicros: (all - idle) * MICROS_PER_TICK, allMicros: all * MICROS_PER_TICK };
  } catch (error) {
    if (isMissingFile(error)) return null;
    throw error;
  }
}

function readThreadMicros(pid: number, threadId: string): number {
  const stat = readFileSync(`/proc/${pid}/task/${threadId}/stat`, "latin1");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[USER_TIME_FIELD]) + Number(fields[SYSTEM_TIME_FIELD])) * MICROS_PER_TICK;
}
