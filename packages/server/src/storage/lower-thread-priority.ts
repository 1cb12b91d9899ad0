import { readlinkSync } from "node:fs";
import { getPriority, setPriority } from "node:os";

/** Steps of nice(1): a third of the processor against a thread that is not lowered. With ten, a tenth, writing could not keep up. */
export const LOWERED_BY = 5;

/**
 * Lets the other threads go before this one, most of the time. Linux knows the priority of single threads; elsewhere, and where the process
 * may not, nothing happens.
 */
export function lowerThreadPriority(): void {
  try {
    const threadId = Number(readlinkSync("/proc/thread-self").split("/").at(-1));
    setPriority(threadId, getPriority(threadId) + LOWERED_BY);
  } catch {
    // without it, tokens wait a little more for usage that is being written
  }
}
