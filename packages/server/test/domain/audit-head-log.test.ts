import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AuditHeadLog } from "../../src/domain/audit-head-log.ts";
import type { SealedPlace } from "../../src/domain/verify-audit-trail.ts";

const MINUTE = 60_000;
const place = (sequence: number): SealedPlace => ({ sequence, mac: `mac${sequence}`, seal: "" });

/** A trail that ends at `trail.head`, and was pruned up to its second entry. */
function start() {
  const trail: { head: SealedPlace | undefined; isAway: boolean } = { head: place(5), isAway: false };
  const told: string[] = [];
  const findEnd = async (end: "head" | "anchor") => {
    if (trail.isAway) throw new Error("the database is away");
    return end === "head" ? trail.head : place(2);
  };
  const log = new AuditHeadLog({ findEnd }, { headMoved: (entries, head) => void told.push(`${entries} ${head}`) });
  log.start();
  return { trail, told, log };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the head is told after a minute, not again while it stays, and again when it has moved", async () => {
  const { trail, told } = start();
  await vi.advanceTimersByTimeAsync(MINUTE - 1);
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toEqual(["3 5:mac5"]);
  await vi.advanceTimersByTimeAsync(2 * MINUTE);
  expect(told).toEqual(["3 5:mac5"]);
  trail.head = place(6);
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(told).toEqual(["3 5:mac5", "4 6:mac6"]);
});

test("a trail that cannot be read is asked again a minute later", async () => {
  const { trail, told } = start();
  trail.isAway = true;
  await vi.advanceTimersByTimeAsync(MINUTE);
  trail.isAway = false;
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(told).toEqual(["3 5:mac5"]);
});

test("what has moved is told at the end, too", async () => {
  const { told, log } = start();
  await log.stop();
  expect(told).toEqual(["3 5:mac5"]);
  await vi.advanceTimersByTimeAsync(2 * MINUTE);
  expect(told).toHaveLength(1);
});
