import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RecentMap } from "../../src/domain/recent-map.ts";

function filled(entriesMax: number): RecentMap<number, string> {
  const map = new RecentMap<number, string>(entriesMax);
  for (let key = 1; key <= entriesMax; key += 1) map.set(key, `value ${key}`);
  return map;
}

describe("a map of the entries in use", () => {
  test("drops the oldest entry when it is full", () => {
    const map = filled(3);
    map.set(4, "value 4");
    expect([1, 2, 3, 4].map((key) => map.get(key))).toEqual([undefined, "value 2", "value 3", "value 4"]);
    expect(map.size).toBe(3);
  });

  test("keeps what was read since, and drops what was not", () => {
    const map = filled(3);
    map.get(1);
    map.set(4, "value 4");
    expect([1, 2].map((key) => map.get(key))).toEqual(["value 1", undefined]);
  });

  test("drops one even when all are in use, without going through all of them", () => {
    const map = filled(1_000);
    for (let key = 1; key <= 1_000; key += 1) map.get(key);
    map.set(1_001, "new");
    expect(map.size).toBe(1_000);
    expect(map.get(1_001)).toBe("new");
  });

  test("changes a value in its place, and forgets what is deleted", () => {
    const map = filled(3);
    map.set(2, "changed");
    map.delete(1);
    map.delete(99);
    map.set(4, "value 4");
    expect([1, 2, 3, 4].map((key) => map.get(key))).toEqual([undefined, "changed", "value 3", "value 4"]);
    map.clear();
    expect([map.size, map.get(2)]).toEqual([0, undefined]);
  });

  test("whatever is done to it, it stays within its bound, and what it holds is what was last set", () => {
    const operation = fc.record({ kind: fc.constantFrom("get", "set", "delete", "clear"), key: fc.nat(12) });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 300 }), fc.integer({ min: 1, max: 8 }), (operations, entriesMax) => {
        const map = new RecentMap<number, number>(entriesMax);
        const lastSet = new Map<number, number>();
        for (const [index, { kind, key }] of operations.entries()) {
          if (kind === "get") expect([undefined, lastSet.get(key)]).toContain(map.get(key));
          else if (kind === "set") {
            map.set(key, index);
            lastSet.set(key, index);
            expect(map.get(key)).toBe(index);
          } else if (kind === "delete") {
            map.delete(key);
            lastSet.delete(key);
          } else if (index % 10 === 0) {
            map.clear();
            lastSet.clear();
          }
          expect(map.size).toBeLessThanOrEqual(Math.min(entriesMax, lastSet.size));
        }
      }),
      { numRuns: 500 },
    );
  });
});
