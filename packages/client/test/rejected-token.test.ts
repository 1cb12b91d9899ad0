import { expect, test } from "vitest";
import type { ClientCredentialsOptions } from "../src/index.ts";
import { type ApiServer, refusing } from "./api-server.ts";
import {
  type ClientUnderTest,
  failureOf,
  startApi,
  startClient,
  startFaultServer,
  until,
} from "./client-under-test.ts";

interface ClientAndApi extends ClientUnderTest {
  readonly api: ApiServer;
}

/** A client with a token of 6 s, and an API that is allowed to have it. */
async function startClientAndApi(options: ClientCredentialsOptions = {}): Promise<ClientAndApi> {
  const api = await startApi();
  const under = await startClient({ origins: [api.origin], ...options });
  await under.client.getToken();
  under.clock.advance(6_000);
  return { ...under, api };
}

test("C46: 50 concurrent 401s for one revoked token, spread over 400 ms, make one token request", async () => {
  const { client, server, api } = await startClientAndApi();
  const revoked = refusing(new Set(["token-1-"]));
  let calls = 0;
  api.answer = async (call) => {
    const answer = await revoked(call);
    if (answer.status === 401) await new Promise((resolve) => setTimeout(resolve, 8 * calls++));
    return answer;
  };
  const responses = await Promise.all(Array.from({ length: 50 }, () => client.fetch(`${api.origin}/v1/things`)));
  expect(responses.map((response) => response.status)).toEqual(Array(50).fill(200));
  expect(api.calls).toHaveLength(100);
  expect(server.requests).toHaveLength(2);
});

test("C47: an API that always answers 401 gets 2 requests per call at most, and a token request per 10 s at most", async () => {
  const { client, server, clock, api } = await startClientAndApi();
  api.answer = () => ({ status: 401, headers: { "www-authenticate": "Bearer" } });
  for (let seconds = 0; seconds < 60; seconds++) {
    const before = api.calls.length;
    expect((await client.fetch(api.origin)).status).toBe(401);
    expect(api.calls.length - before).toBeLessThanOrEqual(2);
    clock.advance(1_000);
  }
  expect(server.requests.length - 1).toBeLessThanOrEqual(6);
  expect(server.requests.length - 1).toBeGreaterThanOrEqual(5);
});

test("C47: a token younger than 5 s is not given up for a 401", async () => {
  const { client, server, clock, api } = await startClientAndApi();
  const young = await client.getToken({ forceRefresh: true });
  clock.advance(4_999);
  api.answer = () => ({ status: 401 });
  expect((await client.fetch(api.origin)).status).toBe(401);
  expect([api.calls.length, server.requests.length]).toEqual([1, 2]);
  expect(client.peek()).toBe(young);
});

test.each([
  [403, { "www-authenticate": 'Bearer error="insufficient_scope", scope="write"' }],
  [401, { "www-authenticate": 'Bearer realm="x", error="insufficient_scope"' }],
  [401, { "www-authenticate": "Bearer error=insufficient_scope" }],
])("C48: %i with %j is returned as it is, without a renewal", async (status, headers) => {
  const { client, server, api } = await startClientAndApi();
  api.answer = () => ({ status, headers });
  expect((await client.fetch(api.origin)).status).toBe(status);
  expect([api.calls.length, server.requests.length]).toEqual([1, 1]);
});

test.each(['Basic realm="x"', 'Basic realm="a, Bearer b"', "Negotiate", "BearerLike x"])(
  "C49: a 401 with the challenge %s is not about the token",
  async (challenge) => {
    const { client, server, api } = await startClientAndApi();
    api.answer = () => ({ status: 401, headers: { "www-authenticate": challenge } });
    expect((await client.fetch(api.origin)).status).toBe(401);
    expect([api.calls.length, server.requests.length]).toEqual([1, 1]);
  },
);

test.each([undefined, "Bearer", 'Basic realm="x", Bearer error="invalid_token"'])(
  "C49: a 401 with the challenge %s is about the token",
  async (challenge) => {
    const { client, server, api } = await startClientAndApi();
    const headers = challenge === undefined ? {} : { "www-authenticate": challenge };
    api.answer = ({ authorization }) =>
      authorization === "Bearer token-1-" ? { status: 401, headers } : { status: 200 };
    expect((await client.fetch(api.origin)).status).toBe(200);
    expect([api.calls.length, server.requests.length]).toEqual([2, 2]);
  },
);

/** 64 MB in pieces, which counts what it gave. */
function countedStream(): { readonly body: ReadableStream<Uint8Array>; given(): number } {
  const piece = new Uint8Array(65_536);
  let pieces = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (pieces === 1_024) controller.close();
      else {
        pieces++;
        controller.enqueue(piece);
      }
    },
  });
  return { body, given: () => pieces * piece.length };
}

test("C50: a stream is sent once: after a 401 the token is dropped and the answer returned", async () => {
  const { client, server, api } = await startClientAndApi();
  api.keepsBodies = false;
  api.answer = refusing(new Set(["token-1-"]));
  const { body, given } = countedStream();
  const response = await client.fetch(api.origin, { method: "POST", body, duplex: "half" });
  expect(response.status).toBe(401);
  expect(given()).toBe(64 * 1_048_576);
  expect([api.calls.length, api.bytes]).toEqual([1, 64 * 1_048_576]);
  expect(client.peek()).toBeUndefined();
  expect(server.requests).toHaveLength(1);
});

test("C50: a stream is not read ahead of the network", async () => {
  const { client, api } = await startClientAndApi({
    fetch: async (input, init) => {
      if (!(init?.body instanceof ReadableStream)) return fetch(input, init);
      await new Promise((resolve) => setTimeout(resolve, 20));
      return new Response(null, { status: 401 });
    },
  });
  const { body, given } = countedStream();
  await client.fetch(api.origin, { method: "POST", body, duplex: "half" });
  expect(given(), "one piece, which the stream holds ready by itself").toBeLessThanOrEqual(65_536);
});

test("C50: a Request with a body is sent once", async () => {
  const { client, api } = await startClientAndApi();
  api.answer = refusing(new Set(["token-1-"]));
  const request = new Request(api.origin, { method: "POST", body: "once" });
  expect((await client.fetch(request)).status).toBe(401);
  expect(api.calls.map((call) => call.body.toString())).toEqual(["once"]);
});

const form = new FormData();
form.append("name", "välue");
form.append("file", new Blob(["content"], { type: "text/plain" }), "file.txt");

test.each([
  ["string", "text ü"],
  ["Uint8Array", new Uint8Array([1, 2, 255]).subarray(1)],
  ["ArrayBuffer", new Uint8Array([1, 2, 255]).buffer],
  ["Blob", new Blob(["a", "b"], { type: "text/x-blob" })],
  ["URLSearchParams", new URLSearchParams({ a: "1 2" })],
  ["FormData", form],
])("C51: after a 401 a %s is sent again, once, with equal bytes", async (name, body) => {
  const { client, api } = await startClientAndApi();
  api.answer = refusing(new Set(["token-1-"]));
  const response = await client.fetch(api.origin, { method: "PUT", body });
  expect(response.status).toBe(200);
  const [first, second] = api.calls;
  expect(api.calls.map((call) => call.authorization)).toEqual(["Bearer token-1-", "Bearer token-2-"]);
  const boundaryOf = (type = "") => /boundary=(.*)/.exec(type)?.[1] ?? " ";
  const normal = (call: typeof first) => call?.body.toString("latin1").replaceAll(boundaryOf(call.contentType), "");
  expect(normal(second)).toBe(normal(first));
  expect(first?.body.length).toBeGreaterThan(0);
  if (name !== "FormData") expect(second?.contentType).toBe(first?.contentType);
});

test("C51: what the caller does to its buffer after the call does not change what is sent again", async () => {
  const { client, api } = await startClientAndApi();
  api.answer = refusing(new Set(["token-1-"]));
  const body = new Uint8Array([1, 2, 3]);
  const call = client.fetch(api.origin, { method: "PUT", body });
  body.fill(9);
  await call;
  expect(api.calls.map((received) => [...received.body])).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
});

test("C51: a Request without a body is sent again", async () => {
  const { client, api } = await startClientAndApi();
  api.answer = refusing(new Set(["token-1-"]));
  const response = await client.fetch(new Request(`${api.origin}/v1/things`, { headers: { "x-own": "1" } }));
  expect(response.status).toBe(200);
  expect(api.calls.map((call) => call.url)).toEqual(["/v1/things", "/v1/things"]);
});

test("C52: a request with an Authorization header of its own goes out as it is, and no token is spent on it", async () => {
  const { client, server, api } = await startClientAndApi();
  api.answer = () => ({ status: 401 });
  await client.fetch(api.origin, { headers: { authorization: "Basic b3du" } });
  await client.fetch(new Request(api.origin, { headers: { Authorization: "Basic b3du" } }));
  expect(api.calls.map((call) => call.authorization)).toEqual(["Basic b3du", "Basic b3du"]);
  expect(server.requests).toHaveLength(1);
});

test("C53: no token goes to an origin that is not configured, and the error names it and the option", async () => {
  const { client, api } = await startClientAndApi();
  const other = await startApi();
  const error = await failureOf(client.fetch(`${other.origin}/steal`));
  expect(error.code).toBe("origin_not_allowed");
  for (const part of [other.origin, api.origin, "origins", "CELITECH_API_ORIGINS"])
    expect(error.message).toContain(part);
  expect(other.calls).toHaveLength(0);
});

test.each([302, 307])(
  "C53: on a %i to another origin the token is not sent along, even where that origin is configured",
  async (status) => {
    const other = await startApi();
    const { client, api } = await startClientAndApi();
    const both = await startClientAndApi({ origins: [api.origin, other.origin] });
    api.answer = () => ({ status, headers: { location: `${other.origin}/there` } });
    expect((await client.fetch(api.origin)).status).toBe(200);
    expect((await both.client.fetch(api.origin)).status).toBe(200);
    expect(api.calls.map((call) => call.authorization)).toEqual(["Bearer token-1-", "Bearer token-1-"]);
    expect(other.calls.map((call) => call.authorization)).toEqual([undefined, undefined]);
  },
);

test("C53: the 401 of an origin that a redirect led to is not about the token", async () => {
  const { client, server, api } = await startClientAndApi();
  const other = await startApi();
  other.answer = () => ({ status: 401 });
  api.answer = () => ({ status: 302, headers: { location: other.origin } });
  expect((await client.fetch(api.origin)).status).toBe(401);
  expect([api.calls.length, other.calls.length, server.requests.length]).toEqual([1, 1, 1]);
});

test("C53: with another token URL than CELITECH's and no origins, fetch sends nothing and names both ways to set them", async () => {
  const { client, server } = await startClient();
  const error = await failureOf(client.fetch("https://api.celitech.net/v1/destinations"));
  expect(error).toMatchObject({
    code: "origin_not_allowed",
    message: expect.stringMatching(/origins.*CELITECH_API_ORIGINS/),
  });
  expect(server.requests).toHaveLength(0);
});

test("fetch returns the API's 401 when no other token can be had", async () => {
  const { client, server, api } = await startClientAndApi();
  api.answer = () => ({ status: 401 });
  server.always = { kind: "json", status: 400, body: { error: "unauthorized_client" } };
  expect((await client.fetch(api.origin)).status).toBe(401);
});

test("fetch may be passed on by itself, and heeds the caller's signal", async () => {
  const { client, api } = await startClientAndApi();
  const { fetch } = client;
  expect((await fetch(api.origin)).status).toBe(200);
  const reason = new Error("over");
  expect(await failureOf(fetch(api.origin, { signal: AbortSignal.abort(reason) }))).toBe(reason);
});

test("invalidate tells whether asking again makes sense, and drops no other token than the one it names", async () => {
  const { client, server } = await startClientAndApi();
  expect(client.invalidate("some other token"), "not the one at hand, so there is a newer one").toBe(true);
  const first = await client.getToken();
  expect(client.invalidate(first)).toBe(true);
  const [second] = await Promise.all([client.getToken(), client.getToken()]);
  expect(second.accessToken).toBe("token-2-");
  expect(client.invalidate(second), "too young").toBe(false);
  expect(client.peek()).toBe(second);
  await until(() => server.requests.length === 2, "one request");
  expect(client.stats().invalidations).toBe(1);
});

test("a token server's own origin is no API origin", async () => {
  const { client } = await startClientAndApi();
  const server = await startFaultServer();
  expect((await failureOf(client.fetch(server.url))).code).toBe("origin_not_allowed");
});
