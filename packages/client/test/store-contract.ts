import { expect, test } from "vitest";
import type { TokenStore } from "../src/index.ts";
import { until } from "./client-under-test.ts";

/** What every store promises. `make` returns a second view of the same store each time it is called. */
export function testStoreContract(name: string, make: () => Promise<TokenStore>): void {
  const entry = () => `entry-${crypto.randomUUID()}`;

  test(`${name}: what was set is there, with what remains of its lifetime`, async () => {
    const [one, other] = [await make(), await make()];
    const key = entry();
    expect(await one.get(key)).toBeUndefined();
    await one.set(key, "value 1", 60_000);
    const found = await other.get(key);
    expect(found?.value).toBe("value 1");
    expect(found?.remainingMs).toBeGreaterThan(0);
    expect(found?.remainingMs).toBeLessThanOrEqual(62_000);
    await other.set(key, "value 2", 60_000);
    expect((await one.get(key))?.value).toBe("value 2");
  });

  test(`${name}: an entry is gone when its lifetime is over`, async () => {
    const store = await make();
    const key = entry();
    await store.set(key, "value", 20);
    await until(async () => (await store.get(key)) === undefined, "the entry ends");
  });

  test(`${name}: of 20 who want a lock one gets it, and the next when it is given back`, async () => {
    const stores = await Promise.all(Array.from({ length: 20 }, make));
    const key = entry();
    const locks = (await Promise.all(stores.map((store) => store.lock(key, 60_000)))).filter(
      (lock) => lock !== undefined,
    );
    expect(locks).toHaveLength(1);
    expect(await stores[0]?.lock(key, 60_000)).toBeUndefined();
    await locks[0]?.();
    expect(await stores[1]?.lock(key, 60_000)).toBeDefined();
  });

  test(`${name}: a lock is free after its lease, and its former owner cannot take it from the next`, async () => {
    const [one, other] = [await make(), await make()];
    const key = entry();
    const late = await one.lock(key, 30);
    let next: (() => Promise<void>) | undefined;
    await until(async () => {
      next = await other.lock(key, 30);
      return next !== undefined;
    }, "the lease ends");
    await late?.();
    const third = await one.lock(key, 60_000);
    expect(third, "unless the second lease ended, too, the lock is held").toBeUndefined();
  });
}
