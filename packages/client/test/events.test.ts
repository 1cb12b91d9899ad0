import diagnostics_channel from "node:diagnostics_channel";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import type { ClientEvents } from "../src/index.ts";
import { failureOf, settle, startApi, startClient, until } from "./client-under-test.ts";

function listen<Name extends keyof ClientEvents>(name: Name): ClientEvents[Name][] {
  const messages: ClientEvents[Name][] = [];
  const note = (message: unknown) => messages.push(message as ClientEvents[Name]);
  diagnostics_channel.subscribe(`celitech-auth:${name}`, note);
  onTestFinished(() => void diagnostics_channel.unsubscribe(`celitech-auth:${name}`, note));
  return messages;
}

test("C65: a token request publishes its start and its end with one object, which then says how long it took", async () => {
  const starts = listen("request:start");
  const ends = listen("request:end");
  const { client, server } = await startClient({ scope: "read" });
  await client.getToken();
  expect(starts).toHaveLength(1);
  expect(ends[0]).toBe(starts[0]);
  expect(ends[0]).toEqual({ tokenUrl: server.url, scope: "read", attempt: 1, durationMs: 0, lifetimeSeconds: 3600 });
});

test("C65: a failed request publishes its code, status and OAuth error", async () => {
  const errors = listen("request:error");
  const { client, server } = await startClient();
  server.faults.push(
    { kind: "json", status: 503, body: {} },
    { kind: "json", status: 400, body: { error: "invalid_scope" } },
  );
  await failureOf(client.getToken());
  expect(errors).toMatchObject([
    { attempt: 1, code: "token_endpoint_unavailable", status: 503 },
    { attempt: 2, code: "token_request_denied", status: 400, error: "invalid_scope" },
  ]);
});

test("C65: hits, misses, stale hits, refusals and failures behind a cached token are published", async () => {
  const [hits, misses, stale] = [listen("cache:hit"), listen("cache:miss"), listen("cache:stale")];
  const [refusals, failures] = [listen("invalidate"), listen("background:fail")];
  const { client, server, clock } = await startClient();
  await client.getToken();
  for (let calls = 0; calls < 3; calls++) client.peek();
  expect([misses.length, hits.length]).toEqual([1, 3]);
  clock.advance(3_100_000);
  server.always = { kind: "json", status: 400, body: { error: "invalid_request" } };
  const token = await client.getToken();
  await until(() => failures.length === 1, "the renewal fails");
  expect(failures).toEqual([{ scope: undefined, code: "token_request_denied" }]);
  expect(stale).toHaveLength(1);
  client.invalidate(token);
  expect(refusals).toEqual([{ scope: undefined, reason: "rejected" }]);
});

test("C65: a credential change, a failing source and an odd answer are published", async () => {
  const [changes, errors, warnings] = [listen("credentials:changed"), listen("credentials:error"), listen("warning")];
  let clientSecret: string | undefined = "one";
  const { client, server } = await startClient({
    credentials: async () => {
      if (clientSecret === undefined) throw new Error("vault is sealed");
      return { clientId: "id", clientSecret };
    },
  });
  server.always = { kind: "json", body: { access_token: "t", expires_in: "soon" } };
  await client.getToken();
  clientSecret = "two";
  await client.getToken({ forceRefresh: true });
  clientSecret = undefined;
  await client.getToken({ forceRefresh: true });
  expect(changes).toEqual([{ clientId: "id" }]);
  expect(errors).toEqual([{ message: expect.stringContaining("vault is sealed") }]);
  expect(warnings.slice(0, 2).map(({ message }) => message.split(" ")[0])).toEqual(["token_type", "expires_in"]);
});

test("C14: a missing token_type is Bearer, with a warning", async () => {
  const warnings = listen("warning");
  const { client, server } = await startClient();
  server.always = { kind: "json", body: { access_token: "t", expires_in: 60 } };
  expect(await client.headers()).toEqual({ Authorization: "Bearer t" });
  expect(warnings).toHaveLength(1);
});

test("C65: without a subscriber a hit publishes nothing and makes no object", async () => {
  const { client } = await startClient();
  await client.getToken();
  const channel = diagnostics_channel.channel("celitech-auth:cache:hit");
  expect(channel.hasSubscribers).toBe(false);
  client.peek();
  let published = 0;
  channel.publish = () => {
    published++;
  };
  onTestFinished(() => void Reflect.deleteProperty(channel, "publish"));
  for (let calls = 0; calls < 10; calls++) client.peek();
  expect(published).toBe(0);
});

test("C66: stats count what happened, so that a user can assert one request", async () => {
  const api = await startApi();
  const { client, clock } = await startClient({ origins: [api.origin] });
  await Promise.all(Array.from({ length: 10 }, () => client.fetch(api.origin)));
  expect(client.stats()).toEqual({
    hits: 0,
    staleHits: 0,
    misses: 10,
    tokenRequests: 1,
    tokenRequestFailures: 0,
    backgroundFailures: 0,
    invalidations: 0,
    credentialChanges: 0,
    storeHits: 0,
    storeErrors: 0,
  });
  await client.for({}).getToken();
  clock.advance(3_100_000);
  client.peek();
  expect(client.stats()).toMatchObject({ hits: 2, staleHits: 1 });
  Object.assign(client.stats(), { hits: 99 });
  expect(client.stats().hits, "a copy").toBe(2);
});

afterEach(() => vi.unstubAllGlobals());

test("C67: in Workers no call awaits the promise of another, and the token is shared once it is there", async () => {
  vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
  const { client, server } = await startClient();
  const release = server.hold();
  const calls = [client.getToken(), client.getToken()];
  await until(() => server.requests.length === 2, "each request context asks for itself");
  release();
  await Promise.all(calls);
  const [one, other] = [client.getToken(), client.getToken()];
  expect(one).not.toBe(other);
  expect(await one).toBe(await other);
  expect(server.requests).toHaveLength(2);
});

test("C67: in Workers a renewal behind the token is handed to waitUntil, and one that was cancelled is tried again", async () => {
  vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
  const handed: Promise<unknown>[] = [];
  const { client, server, clock } = await startClient({ waitUntil: (work) => handed.push(work) });
  await client.getToken();
  clock.skipMs = 0;
  clock.advance(3_100_000);
  server.always = { kind: "hang" };
  for (let calls = 0; calls < 5; calls++) client.peek();
  await settle();
  expect([handed.length, server.requests.length]).toEqual([1, 2]);
});

test("a client keeps at most 1000 tokens, the least recently used out first", async () => {
  const { client } = await startClient({
    fetch: async () => Response.json({ access_token: "t", token_type: "Bearer", expires_in: 3600 }),
  });
  const views = Array.from({ length: 1_001 }, (_, index) => client.for({ scope: `s${index}` }));
  const first = views[0];
  for (const view of views.slice(0, 999)) await view.getToken();
  first?.peek();
  for (const view of views.slice(999)) await view.getToken();
  expect(first?.peek(), "used of late").toBeDefined();
  expect(views[1]?.peek(), "out").toBeUndefined();
  expect(views[1_000]?.peek()).toBeDefined();
});
