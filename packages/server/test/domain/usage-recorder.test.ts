import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { UsageBatch } from "../../src/domain/usage.ts";
import { UsageRecorder } from "../../src/domain/usage-recorder.ts";

const NOW = Date.UTC(2026, 6, 1);
const SECRETS = 600; // three batches of 250 at most

interface Recording {
  readonly recorder: UsageRecorder;
  /** How many secrets each write had, in order. */
  readonly writes: number[];
}

function record(): Recording {
  const writes: number[] = [];
  const add = async ({ uses }: UsageBatch) => void writes.push(uses.length);
  const recorder = new UsageRecorder({ add, findUses: async () => [] }, { writeFailed: expect.unreachable });
  recorder.start();
  for (let index = 0; index < SECRETS; index += 1)
    recorder.recordIssued(
      `cred_${index}`,
      { id: `client_${index}`, organizationId: "org_1" },
      { address: "192.0.2.1", userAgent: "curl/8" },
      NOW,
    );
  return { recorder, writes };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the batches of a write are spread over seconds, and every secret is in one of them", async () => {
  const { writes } = record();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(writes).toEqual([250]);
  await vi.advanceTimersByTimeAsync(1_300);
  expect(writes).toEqual([250]);
  await vi.advanceTimersByTimeAsync(100);
  expect(writes).toEqual([250, 250]);
  await vi.advanceTimersByTimeAsync(1_200);
  expect(writes).toEqual([250, 250]);
  await vi.advanceTimersByTimeAsync(100);
  expect(writes).toEqual([250, 250, 100]);
});

test("stopping writes what is left of a write at once", async () => {
  const { recorder, writes } = record();
  await vi.advanceTimersByTimeAsync(5_000);
  await recorder.stop();
  expect(writes).toEqual([250, 250, 100]);
});

test("what is recorded while a write rests comes with the next one", async () => {
  const { recorder, writes } = record();
  await vi.advanceTimersByTimeAsync(5_000);
  recorder.recordIssued(
    "cred_0",
    { id: "client_0", organizationId: "org_1" },
    { address: "192.0.2.1", userAgent: "curl/8" },
    NOW,
  );
  await recorder.flush();
  expect(writes).toEqual([250, 250, 100, 1]);
});
