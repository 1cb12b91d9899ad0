import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { runnableProgram } from "../../../test/bundle-program.ts";
import { failureOf, settle, startClient, startFaultServer, testCredentials, until } from "./client-under-test.ts";
import type { Fault } from "./fault-server.ts";

const unavailable: Fault = { kind: "json", status: 503, body: { error: "temporarily_unavailable" } };
const invalidClient: Fault = { kind: "json", status: 401, body: { error: "invalid_client" } };

function unavailableFor(headers: Record<string, string>): Fault {
  return { kind: "json", status: 503, body: {}, headers };
}

test("C33: one 503 and then a token is a success after two requests", async () => {
  const { client, server } = await startClient();
  server.faults.push(unavailable);
  expect((await client.getToken()).accessToken).toBe("token-2-");
  expect(server.requests).toHaveLength(2);
});

test("C34: after one TCP reset the request is repeated without delay", async () => {
  const { client, server, clock } = await startClient();
  server.faults.push({ kind: "reset" });
  expect((await client.getToken()).accessToken).toBe("token-2-");
  expect(clock.skipped).toEqual([0]);
});

test("C34: after EPIPE the request is repeated without delay", async () => {
  let calls = 0;
  const { client, clock } = await startClient({
    fetch: (input, init) => {
      const broken = new TypeError("fetch failed", {
        cause: Object.assign(new Error("write EPIPE"), { code: "EPIPE" }),
      });
      return ++calls === 1 ? Promise.reject(broken) : fetch(input, init);
    },
  });
  await client.getToken();
  expect([calls, clock.skipped]).toEqual([2, [0]]);
});

test("C35: Retry-After in seconds is waited for", async () => {
  const { client, server, clock } = await startClient();
  server.faults.push(unavailableFor({ "retry-after": "1" }));
  await client.getToken();
  expect(clock.skipped).toEqual([1_000]);
});

test("C35: Retry-After as a date counts from the answer's own Date, whatever this machine's clock says", async () => {
  const { client, server, clock } = await startClient();
  clock.setWall(86_400_000);
  const date = "Tue, 24 Nov 2026 10:00:00 GMT";
  server.faults.push(unavailableFor({ date, "retry-after": "Tue, 24 Nov 2026 10:00:03 GMT" }));
  await client.getToken();
  expect(clock.skipped).toEqual([3_000]);
});

test("C35: a Retry-After beyond the total is an error at once that says how long", async () => {
  const { client, server, clock } = await startClient();
  server.faults.push({ kind: "json", status: 429, body: {}, headers: { "retry-after": "86400" } });
  const error = await failureOf(client.getToken());
  expect(error).toMatchObject({
    code: "token_endpoint_unavailable",
    status: 429,
    retryAfterMs: 86_400_000,
    attempts: 1,
  });
  expect(clock.skipped).toEqual([]);
  expect(await failureOf(client.getToken()), "asking again at once would be against its wish").toBe(error);
  expect(server.requests).toHaveLength(1);
});

test("C36: there are 3 attempts with full jitter between them, and the error counts them", async () => {
  const { client, server, clock } = await startClient({ random: () => 0.5 });
  server.always = unavailable;
  const error = await failureOf(client.getToken());
  expect(error).toMatchObject({ code: "token_endpoint_unavailable", status: 503, attempts: 3 });
  expect(clock.skipped).toEqual([500, 1_000]);
  expect(server.requests).toHaveLength(3);
});

test("C36: attempts end where the total of 20 s would be passed", async () => {
  const { client, server } = await startClient();
  server.faults.push(unavailableFor({ "retry-after": "8" }), unavailableFor({ "retry-after": "13" }));
  expect(await failureOf(client.getToken())).toMatchObject({ attempts: 2, retryAfterMs: 13_000 });
});

test.each(["invalid_scope", "invalid_request", "unsupported_grant_type", "unauthorized_client", "access_denied"])(
  "C37: %s is not repeated",
  async (error) => {
    const { client, server } = await startClient();
    server.always = { kind: "json", status: 400, body: { error } };
    expect(await failureOf(client.getToken())).toMatchObject({ code: "token_request_denied", error, status: 400 });
    expect(server.requests).toHaveLength(1);
  },
);

test.each([401, 400, 503])(
  "C38: invalid_client with %i reads the credentials again, and other ones are tried once",
  async (status) => {
    let reads = 0;
    const credentials = async ({ fresh }: { fresh: boolean }) => {
      reads++;
      return { clientId: "id", clientSecret: fresh ? "new" : "old" };
    };
    const { client, server } = await startClient({ credentials });
    server.faults.push({ kind: "json", status, body: { error: "invalid_client" } });
    expect((await client.getToken()).accessToken).toBe("token-2-");
    const secrets = server.requests.map(({ headers }) => atob(headers.authorization?.slice(6) ?? ""));
    expect([secrets, reads]).toEqual([["id:old", "id:new"], 2]);
  },
);

test("C38: a 401 without a readable body means invalid_client, too", async () => {
  const { client, server } = await startClient();
  server.always = { kind: "text", status: 401, contentType: "text/plain", text: "no" };
  expect(await failureOf(client.getToken())).toMatchObject({ error: "invalid_client" });
});

test("C38: invalid_client with the same credentials is terminal after one request", async () => {
  let reads = 0;
  const { client, server } = await startClient({
    credentials: async () => {
      reads++;
      return testCredentials;
    },
  });
  server.always = invalidClient;
  expect(await failureOf(client.getToken())).toMatchObject({ code: "token_request_denied", error: "invalid_client" });
  expect([server.requests.length, reads]).toEqual([1, 2]);
});

test("C39: after a terminal error 100 calls in a second make at most 2 requests and all fail", async () => {
  const { client, server, clock } = await startClient();
  server.always = invalidClient;
  await failureOf(client.getToken());
  for (let calls = 0; calls < 100; calls++) {
    expect(await failureOf(client.getToken())).toMatchObject({ error: "invalid_client" });
    clock.advance(10);
  }
  expect(server.requests.length).toBeLessThanOrEqual(3);
});

test("C39: the pause after terminal errors doubles from 1 s to 30 s", async () => {
  const { client, server, clock } = await startClient();
  server.always = invalidClient;
  await failureOf(client.getToken());
  const pauses: number[] = [];
  for (let seconds = 1; pauses.length < 7; seconds++) {
    const before = server.requests.length;
    clock.advance(1_000);
    await failureOf(client.getToken());
    if (server.requests.length === before) continue;
    pauses.push(seconds);
    seconds = 0;
  }
  expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30]);
});

test("C39: credentials are read again before the pause ends, and other ones end it", async () => {
  let clientSecret = "wrong";
  const { client, server, clock } = await startClient({ credentials: async () => ({ clientId: "id", clientSecret }) });
  server.always = invalidClient;
  await failureOf(client.getToken());
  clientSecret = "right";
  server.always = { kind: "grant" };
  clock.advance(499);
  await failureOf(client.getToken());
  await settle();
  await failureOf(client.getToken());
  expect(client.stats().credentialChanges, "not in its first half").toBe(0);
  clock.advance(1);
  await failureOf(client.getToken());
  await until(() => client.stats().credentialChanges === 1, "the credentials are read");
  expect((await client.getToken()).accessToken).toBe("token-2-");
});

test("C39: forceRefresh asks in spite of the pause", async () => {
  const { client, server } = await startClient();
  server.faults.push(invalidClient);
  await failureOf(client.getToken());
  expect((await client.getToken({ forceRefresh: true })).accessToken).toBe("token-2-");
  expect((await client.getToken()).accessToken).toBe("token-2-");
});

test("C40: an endpoint that hangs is given up after 10 s with a TimeoutError as cause, and the socket is released", async () => {
  const { client, server, clock } = await startClient();
  server.always = { kind: "hang" };
  const call = failureOf(client.getToken());
  await until(() => server.requests.length === 1, "the request arrives");
  clock.advance(9_999);
  await settle();
  expect(server.requests[0]?.socket.destroyed).toBe(false);
  clock.advance(1);
  const error = await call;
  expect(error).toMatchObject({ code: "timeout", attempts: 1, cause: { name: "TimeoutError" } });
  await until(() => server.requests[0]?.socket.destroyed === true, "the socket is closed");
  expect(clock.pendingSleeps).toBe(0);
});

test("C10: an answer that hangs in its body is given up after 10 s", async () => {
  const { client, server, clock } = await startClient();
  server.always = { kind: "hang in the body" };
  const call = failureOf(client.getToken());
  await until(() => server.requests.length === 1, "the request arrives");
  await settle();
  clock.advance(10_000);
  expect(await call).toMatchObject({ code: "timeout", cause: { name: "TimeoutError" } });
  await until(() => server.requests[0]?.socket.destroyed === true, "the socket is closed");
});

test("C40: a fetch that ignores its signal is given up, too", async () => {
  const { client, clock } = await startClient({ fetch: () => new Promise(() => {}) });
  const call = failureOf(client.getToken());
  await settle();
  clock.advance(10_000);
  expect((await call).code).toBe("timeout");
});

test("C41: one caller's signal ends that caller's wait alone", async () => {
  const { client, server } = await startClient();
  const release = server.hold();
  const controller = new AbortController();
  const aborted = client.getToken({ signal: controller.signal });
  const others = Array.from({ length: 9 }, () => client.getToken());
  await until(() => server.requests.length === 1, "the request arrives");
  const reason = new Error("the user left");
  controller.abort(reason);
  expect(await failureOf(aborted)).toBe(reason);
  release();
  expect(new Set(await Promise.all(others)).size).toBe(1);
  expect(server.requests).toHaveLength(1);
});

test("C42: a signal that has aborted already rejects without a request", async () => {
  const { client, server } = await startClient();
  const reason = new Error("too late");
  expect(await failureOf(client.getToken({ signal: AbortSignal.abort(reason) }))).toBe(reason);
  await settle();
  expect(server.requests).toHaveLength(0);
});

test("C43: when all callers give up, the request goes on and fills the cache", async () => {
  const { client, server } = await startClient();
  const release = server.hold();
  const controller = new AbortController();
  const calls = Array.from({ length: 3 }, () => failureOf(client.getToken({ signal: controller.signal })));
  await until(() => server.requests.length === 1, "the request arrives");
  controller.abort();
  await Promise.all(calls);
  release();
  await until(() => client.peek() !== undefined, "the token is cached");
  expect(server.requests).toHaveLength(1);
});

test("C43: when all callers give up and the request fails, no rejection is left unhandled", async () => {
  const { client, server } = await startClient();
  const release = server.hold();
  server.always = invalidClient;
  const controller = new AbortController();
  const call = failureOf(client.getToken({ signal: controller.signal }));
  await until(() => server.requests.length === 1, "the request arrives");
  controller.abort();
  await call;
  release();
  await until(() => client.stats().tokenRequestFailures === 1, "the request fails");
});

test("C44: a process with a token and nothing else to do ends: no timer and no socket holds it", async () => {
  const server = await startFaultServer();
  const script = await runnableProgram(join(import.meta.dirname, "programs/print-token.ts"));
  const { stdout } = await promisify(execFile)(process.execPath, [script], {
    env: { ...process.env, CELITECH_TOKEN_URL: server.url, CELITECH_CLIENT_ID: "id", CELITECH_CLIENT_SECRET: "secret" },
  });
  const { token, resources, lingeredMs } = JSON.parse(stdout);
  expect(token).toBe("token-1-");
  expect(resources).not.toContain("Timeout");
  // An idle socket that held the process would do so for the 4 s of fetch's keep-alive.
  expect(lingeredMs).toBeLessThan(3_000);
});

test("C45: a failure is never cached: the next call succeeds", async () => {
  const { client, server } = await startClient();
  server.faults.push({ kind: "reset" }, { kind: "reset" }, { kind: "reset" });
  expect(await failureOf(client.getToken())).toMatchObject({ code: "token_endpoint_unreachable" });
  expect((await client.getToken()).accessToken).toBe("token-4-");
});
