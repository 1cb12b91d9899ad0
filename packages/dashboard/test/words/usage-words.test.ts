import { describe, expect, it } from "vitest";
import { labelBucket } from "../../src/usage/bucket-label.ts";
import { gatherBuckets } from "../../src/usage/gather-buckets.ts";
import { usageByRange } from "../fixtures/history.ts";

const HOUR = 3_600;

describe("the bars of a usage chart", () => {
  it.each([
    ["24h", 144, 600],
    ["24h", 100, 1_200],
    ["24h", 45, HOUR],
    ["24h", 12, 2 * HOUR],
    ["7d", 168, HOUR],
    ["7d", 100, 2 * HOUR],
    ["7d", 45, 4 * HOUR],
    ["7d", 12, 24 * HOUR],
    ["30d", 120, 6 * HOUR],
    ["30d", 100, 12 * HOUR],
    ["30d", 45, 24 * HOUR],
    ["30d", 12, 24 * HOUR],
  ] as const)("of %s stand for lengths that people think in where %i have room", (range, bucketsMax, bucketSeconds) => {
    expect(gatherBuckets(usageByRange[range], bucketsMax).bucketSeconds).toBe(bucketSeconds);
  });

  it("are the buckets themselves where there is room", () => {
    const usage = usageByRange["24h"];
    expect(gatherBuckets(usage, 144)).toEqual({ bucketSeconds: 600, buckets: usage.buckets });
  });

  it("count every request once", () => {
    for (const usage of Object.values(usageByRange))
      for (const bucketsMax of [12, 45, 100, 200]) {
        const { buckets } = gatherBuckets(usage, bucketsMax);
        expect(buckets.reduce((sum, { issued }) => sum + issued, 0)).toBe(usage.totals.issued);
        expect(buckets.reduce((sum, { denied }) => sum + denied, 0)).toBe(usage.totals.denied);
        expect(buckets[0]?.at).toBe(usage.buckets[0]?.at);
      }
  });
});

describe("the label of a bar", () => {
  it.each([
    ["2026-11-24T09:00:00", HOUR, "Tue 24 Nov, 09:00–10:00"],
    ["2026-11-24T18:00:00", 6 * HOUR, "Tue 24 Nov, 18:00–24:00"],
    ["2026-11-24T22:00:00", 6 * HOUR, "Tue 24 Nov, 22:00 – Wed 25 Nov, 04:00"],
    ["2026-11-24T00:00:00", 24 * HOUR, "Tue 24 Nov"],
    ["2026-11-24T12:00:00", 24 * HOUR, "Tue 24 Nov, 12:00 – Wed 25 Nov, 12:00"],
  ])("of %s and %i seconds is %s", (at, seconds, label) => {
    expect(labelBucket(at, seconds)).toBe(label);
  });
});
