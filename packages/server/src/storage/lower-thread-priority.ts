import { readlinkSync } from "node:fs";
import { setPriority } from "node:os";

/** A third of the processor against a thread of normal priority: with 10, a tenth, usage fell behind on two busy cores until it was not counted. */
export const LOWERED_PRIORITY = 5;

/**
 * Lets the other threads go before this one, most of the time. Linux knows the priority of single threads; elsewhere, and where the process
 * may not, nothing happens.
 */
export function lowerThreadPriority(): void {
  try {
    const threadId = Number(readlinkSync("/proc/thread-self").split("/").at(-1));
    setPriority(threadId, LOWERED_PRIORITY);
  } catch {
    // without it, tokens wait a little more for usage that is being written
  }
}
