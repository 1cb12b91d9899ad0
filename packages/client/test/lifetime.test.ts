import { expect, test } from "vitest";
import { deadlinesOf } from "../src/token-lifetime.ts";
import { failureOf, settle, startClient, until } from "./client-under-test.ts";

const hourMs = 3_600_000;

test('C16: expires_in "3600", a string, is 3600', async () => {
  const { client, server, clock } = await startClient();
  server.expiresIn = "3600";
  const start = clock.now();
  expect((await client.getToken()).expiresAt).toBe(start + hourMs);
});

test("C17: without expires_in a token lives 300 s", async () => {
  const { client, server, clock } = await startClient();
  server.expiresIn = undefined;
  const start = clock.now();
  expect((await client.getToken()).expiresAt).toBe(start + 300_000);
});

test.each([0, -5, "-1"])("C18: expires_in %j means: use it once, do not cache it", async (expiresIn) => {
  const { client, server } = await startClient();
  server.expiresIn = expiresIn;
  expect((await client.getToken()).accessToken).toBe("token-1-");
  expect(client.peek()).toBeUndefined();
  expect((await client.getToken()).accessToken).toBe("token-2-");
});

test.each([
  [1e12, 86_400],
  ["abc", 300],
  ["", 300],
  [null, 300],
  [{}, 300],
])("C18: expires_in %j is read as %i s", async (expiresIn, seconds) => {
  const { client, server, clock } = await startClient();
  server.expiresIn = expiresIn;
  const start = clock.now();
  expect((await client.getToken()).expiresAt).toBe(start + seconds * 1_000);
});

test("C19: the lifetime counts from the start of the request, not from its answer", async () => {
  const { client, server, clock } = await startClient();
  server.expiresIn = 60;
  const release = server.hold();
  const start = clock.now();
  const call = client.getToken();
  await until(() => server.requests.length === 1, "the request arrives");
  clock.advance(2_000);
  release();
  expect((await call).expiresAt).toBe(start + 60_000);
  clock.advance(60_000 - 6_000 - 2_000 - 1);
  expect(client.peek(), "1 ms before the margin of 6 s").toBeDefined();
  clock.advance(1);
  expect(client.peek()).toBeUndefined();
});

test("C20: with expires_in 20, ten calls in a second make at most 2 requests", async () => {
  const { client, server, clock } = await startClient();
  server.expiresIn = 20;
  for (let calls = 0; calls < 10; calls++) {
    await client.getToken();
    clock.advance(100);
  }
  await settle();
  expect(server.requests.length).toBeLessThanOrEqual(2);
});

test("C21: a server that gives the same token again is not asked again before 30 s or a tenth of what remains", async () => {
  const { client, server, clock } = await startClient();
  let expiresIn = 3_600;
  const grant = () => {
    const body = { access_token: "the-same", token_type: "Bearer", expires_in: expiresIn };
    server.always = { kind: "json", body };
  };
  grant();
  await client.getToken();
  clock.advance(3_420_000);
  expiresIn = 180;
  grant();
  await client.getToken();
  await until(() => server.requests.length === 2, "the renewal in the soft window");
  await settle();
  for (let seconds = 0; seconds < 29; seconds++) {
    clock.advance(1_000);
    expect((await client.getToken()).accessToken).toBe("the-same");
    await settle();
  }
  expect(server.requests).toHaveLength(2);
});

test("C21: the pause after an unchanged token is the longer of 30 s and a tenth of what remains", () => {
  const start = { wall: 0, monotonic: 0 };
  const unchanged = { start, lifetimeMs: hourMs, isUnchanged: true };
  expect(deadlinesOf({ ...unchanged, remainingMs: 60_000 }, 0.5).soft.monotonic).toBe(30_000);
  expect(deadlinesOf({ ...unchanged, remainingMs: 620_000 }, 0.5).soft.monotonic).toBe(62_000);
});

test.each([86_400_000, -86_400_000])(
  "C22: the token is never decoded: a machine whose clock is wrong by %i ms works with one request",
  async (wrongBy) => {
    const { client, server, clock } = await startClient();
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const nowSeconds = clock.now() / 1000;
    const jwt = `${encode({ alg: "none" })}.${encode({ iat: nowSeconds, exp: nowSeconds + 3600 })}.`;
    server.always = { kind: "json", body: { access_token: jwt, token_type: "Bearer", expires_in: 3600 } };
    clock.setWall(wrongBy);
    for (let minutes = 0; minutes < 45; minutes++) {
      expect((await client.getToken()).accessToken).toBe(jwt);
      clock.advance(60_000);
    }
    expect(server.requests).toHaveLength(1);
  },
);

test("C23: after the wall clock is set back 2 h, the token still ends by the monotonic clock", async () => {
  const { client, clock } = await startClient();
  const first = await client.getToken();
  clock.setWall(-2 * hourMs);
  expect(client.peek()).toBe(first);
  clock.advance(hourMs);
  expect(client.peek()).toBeUndefined();
  expect((await client.getToken()).accessToken).not.toBe(first.accessToken);
});

test("C24: after the wall clock is set forward 2 h there is one renewal, and none when it is set back", async () => {
  const { client, server, clock } = await startClient();
  await client.getToken();
  clock.setWall(2 * hourMs);
  expect((await client.getToken()).accessToken).toBe("token-2-");
  clock.setWall(-2 * hourMs);
  for (let calls = 0; calls < 20; calls++) {
    expect((await client.getToken()).accessToken).toBe("token-2-");
    clock.advance(1_000);
  }
  expect(server.requests).toHaveLength(2);
});

test("C25: after the machine slept for 2 h the token is renewed before it is used", async () => {
  const { client, clock } = await startClient();
  await client.getToken();
  clock.suspend(2 * hourMs);
  expect(client.peek()).toBeUndefined();
  expect((await client.getToken()).accessToken).toBe("token-2-");
});

test.each([
  [3_600, 30],
  [300, 30],
  [100, 10],
  [20, 2],
])("C26: a token of %i s is not handed out in its last %i s", async (lifetimeSeconds, marginSeconds) => {
  const { client, server, clock } = await startClient();
  server.expiresIn = lifetimeSeconds;
  await client.getToken();
  server.always = { kind: "json", status: 400, body: { error: "invalid_request" } };
  clock.advance((lifetimeSeconds - marginSeconds) * 1_000 - 1);
  expect(client.peek()).toBeDefined();
  await settle();
  clock.advance(1);
  expect(client.peek()).toBeUndefined();
});

test("C26: a token that has ended when it arrives is asked for again, and never handed out", async () => {
  const { client, server, clock } = await startClient();
  const release = server.hold();
  const call = client.getToken();
  await until(() => server.requests.length === 1, "the request arrives");
  clock.suspend(2 * hourMs);
  release();
  expect((await call).accessToken).toBe("token-2-");
  server.gate = undefined;
});

test("C26: when every token has ended on arrival the caller gets an error", async () => {
  const { client, server, clock } = await startClient({
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      clock.advance(950);
      return response;
    },
  });
  server.expiresIn = 1;
  expect(await failureOf(client.getToken())).toMatchObject({ code: "expired_on_arrival", attempts: 3 });
});
