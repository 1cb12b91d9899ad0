import { afterEach, beforeEach, expect, test } from "vitest";
import { clientCredentials } from "../src/index.ts";
import { deadlinesOf } from "../src/token-lifetime.ts";
import { failureOf, settle, startClient, testCredentials, until } from "./client-under-test.ts";
import { JumpingClock } from "./jumping-clock.ts";

/** Inside the soft window of a token of an hour, whatever the jitter. */
const softMs = 3_100_000;
const hardMs = 3_570_000;

let unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeEach(() => {
  unhandled = [];
  process.on("unhandledRejection", note);
});
afterEach(() => {
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});

test("C27: in the soft window a call returns the current token, and one request runs behind it", async () => {
  const { client, server, clock } = await startClient();
  const first = await client.getToken();
  clock.advance(softMs);
  const release = server.hold();
  for (let calls = 0; calls < 50; calls++) expect(await client.getToken()).toBe(first);
  release();
  await until(() => client.peek() !== first, "the new token");
  expect(client.peek()?.accessToken).toBe("token-2-");
  expect(server.requests).toHaveLength(2);
});

test("C27: peek in the soft window starts the renewal, too", async () => {
  const { client, clock } = await startClient();
  const first = await client.getToken();
  clock.advance(softMs);
  expect(client.peek()).toBe(first);
  await until(() => client.peek()?.accessToken === "token-2-", "the new token");
});

test("C27: the soft window is the last 20 %, 10 minutes at most, and its start varies by a tenth of it", () => {
  const start = { wall: 5, monotonic: 7 };
  const soft = (seconds: number, random: number) => {
    const ms = seconds * 1_000;
    return deadlinesOf({ start, remainingMs: ms, lifetimeMs: ms, isUnchanged: false }, random).soft.monotonic - 7;
  };
  expect([soft(100, 0.5), soft(100, 0), soft(100, 1)]).toEqual([80_000, 78_000, 82_000]);
  expect([soft(3600, 0.5), soft(3600, 0), soft(3600, 1)]).toEqual([3_000_000, 2_940_000, 3_060_000]);
});

test("C28: while the endpoint takes its time in the soft window, no caller waits for it", async () => {
  const { client, server, clock } = await startClient();
  const first = await client.getToken();
  clock.advance(softMs);
  const release = server.hold();
  const answer = await Promise.race([
    client.getToken(),
    new Promise((resolve) => setTimeout(resolve, 5_000, "waited")),
  ]);
  expect(answer).toBe(first);
  await until(() => server.requests.length === 2, "the renewal");
  expect(await client.getToken(), "the renewal is at the endpoint and not answered").toBe(first);
  release();
});

test("C29: while the endpoint answers 503, the current token is served until its hard deadline", async () => {
  const { client, server, clock } = await startClient();
  const first = await client.getToken();
  server.always = { kind: "json", status: 503, body: { error: "temporarily_unavailable" } };
  clock.advance(softMs);
  while (clock.monotonic() < 1_000 + hardMs - 20_000) {
    expect(await client.getToken()).toBe(first);
    await settle();
    clock.advance(10_000);
  }
  expect(client.stats().backgroundFailures).toBeGreaterThan(5);
  expect(client.stats().misses).toBe(1);
});

test("C29: while the endpoint hangs, the current token is served", async () => {
  const { client, server, clock } = await startClient();
  const first = await client.getToken();
  server.always = { kind: "hang" };
  clock.advance(softMs);
  for (let seconds = 0; seconds < 60; seconds += 5) {
    expect(await client.getToken()).toBe(first);
    await settle();
    clock.advance(5_000);
  }
  expect(client.stats().backgroundFailures).toBeGreaterThan(1);
});

test("C29: while the endpoint's name does not resolve, the current token is served", async () => {
  let isGone = false;
  const gone = Object.assign(new Error("getaddrinfo ENOTFOUND auth"), { code: "ENOTFOUND" });
  const { client, clock } = await startClient({
    fetch: (input, init) =>
      isGone ? Promise.reject(new TypeError("fetch failed", { cause: gone })) : fetch(input, init),
  });
  const first = await client.getToken();
  isGone = true;
  clock.advance(softMs);
  expect(await client.getToken()).toBe(first);
  await settle();
  expect(client.stats()).toMatchObject({ backgroundFailures: 1, tokenRequestFailures: 3 });
  expect(await client.getToken()).toBe(first);
});

test("C30: a renewal that fails past the deadline leaves no unhandled rejection, and the next caller gets the typed error", async () => {
  const { client, server, clock } = await startClient();
  await client.getToken();
  server.always = { kind: "reset" };
  clock.advance(softMs);
  client.peek();
  await settle();
  clock.advance(hardMs - softMs);
  const error = await failureOf(client.getToken());
  expect(error).toMatchObject({ code: "token_endpoint_unreachable", attempts: 3 });
  expect(error.cause).toBeInstanceOf(Error);
});

test("C31: when the endpoint recovers, one pause later the token is renewed and the failures are forgotten", async () => {
  const { client, server, clock } = await startClient();
  const first = await client.getToken();
  server.always = { kind: "reset" };
  clock.advance(softMs);
  for (let tries = 0; tries < 4; tries++) {
    await client.getToken();
    await until(() => client.stats().backgroundFailures === tries + 1, "the renewal fails");
    clock.advance(30_000);
  }
  server.always = { kind: "grant" };
  const failures = client.stats().backgroundFailures;
  expect(failures).toBe(4);
  expect(await client.getToken()).toBe(first);
  await until(() => client.peek() !== first, "the renewed token");
  expect(client.stats().backgroundFailures).toBe(failures);
  server.always = { kind: "reset" };
  clock.advance(softMs);
  client.peek();
  await until(() => client.stats().backgroundFailures === failures + 1, "another failure");
  clock.advance(1_000);
  client.peek();
  await until(() => client.stats().backgroundFailures === failures + 2, "the next one after the first pause of 1 s");
});

test("C32: clients that started together with the same lifetime renew at different times", async () => {
  const starts = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const clock = new JumpingClock();
      const client = clientCredentials({
        credentials: testCredentials,
        clock,
        fetch: async () => Response.json({ access_token: "t", token_type: "Bearer", expires_in: 3600 }),
      });
      await client.getToken();
      clock.advance(2_900_000);
      let steps = 0;
      while (client.peek() && client.stats().staleHits === 0) {
        clock.advance(100);
        steps++;
      }
      return steps;
    }),
  );
  expect(new Set(starts).size).toBeGreaterThan(1);
});
