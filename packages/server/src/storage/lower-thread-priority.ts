import { readlinkSync } from "node:fs";
import { constants, setPriority } from "node:os";

/**
 * Lets every other thread of the machine go before this one. Linux knows the priority of single threads; elsewhere, and where the process
 * may not, nothing happens.
 */
export function lowerThreadPriority(): void {
  try {
    const threadId = Number(readlinkSync("/proc/thread-self").split("/").at(-1));
    setPriority(threadId, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // without it, tokens wait a little more for usage that is being written
  }
}
