import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import axios from "axios";
import { Agent, request } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { useTokens } from "../../../examples/client-axios.ts";
import { gotWithTokens } from "../../../examples/client-got.ts";
import { type Tracer, traceTokenRequests } from "../../../examples/client-opentelemetry.ts";
import { tokens } from "../../../examples/client-undici.ts";
import { events } from "../src/events.ts";
import type { TokenClient } from "../src/index.ts";
import { type ApiServer, refusing } from "./api-server.ts";
import { failureOf, startApi, startClient } from "./client-under-test.ts";
import { run } from "./packed-package.ts";

const examples = join(import.meta.dirname, "../../../examples");

interface Reply {
  readonly status: number;
}

interface Adapter {
  get(url: string): Promise<Reply>;
  post(url: string, body: string): Promise<Reply>;
}

const adapters: Record<string, (client: TokenClient) => Adapter> = {
  axios: (client) => {
    const http = useTokens(axios.create({ validateStatus: (status) => status !== 401 }), client);
    const caught = (error: { response?: Reply }) => error.response ?? Promise.reject(error);
    return { get: (url) => http.get(url).catch(caught), post: (url, body) => http.post(url, body).catch(caught) };
  },
  got: (client) => {
    const http = gotWithTokens(client).extend({ throwHttpErrors: false });
    const reply = async (answer: Promise<{ statusCode: number }>) => ({ status: (await answer).statusCode });
    return { get: (url) => reply(http.get(url)), post: (url, body) => reply(http.post(url, { body })) };
  },
  undici: (client) => {
    const agent = new Agent();
    onTestFinished(() => agent.close());
    const dispatcher = agent.compose(tokens(client));
    const send = async (url: string, method: string, body?: string) => {
      const { statusCode, body: answer } = await request(url, { method, body: body ?? null, dispatcher });
      await answer.dump();
      return { status: statusCode };
    };
    return { get: (url) => send(url, "GET"), post: (url, body) => send(url, "POST", body) };
  },
};

async function startAdapter(name: string) {
  const api = await startApi();
  const under = await startClient({ origins: [api.origin] });
  await under.client.getToken();
  under.clock.advance(6_000);
  const adapter = adapters[name]?.(under.client);
  if (!adapter) throw new Error(`no adapter ${name}`);
  return { api, adapter, ...under };
}

function authorizations(api: ApiServer): (string | undefined)[] {
  return api.calls.map(({ authorization }) => authorization);
}

test.each(Object.keys(adapters))("%s: a request carries the token", async (name) => {
  const { api, adapter } = await startAdapter(name);
  expect((await adapter.get(api.origin)).status).toBe(200);
  expect(authorizations(api)).toEqual(["Bearer token-1-"]);
});

test.each(Object.keys(adapters))(
  "%s: a request whose token is refused is sent once more, with a new one and the same body",
  async (name) => {
    const { api, adapter } = await startAdapter(name);
    api.answer = refusing(new Set(["token-1-"]));
    expect((await adapter.post(api.origin, "body")).status).toBe(200);
    expect(authorizations(api)).toEqual(["Bearer token-1-", "Bearer token-2-"]);
    expect(api.calls.map(({ body }) => body.toString())).toEqual(["body", "body"]);
  },
);

test.each(Object.keys(adapters))(
  "%s: an API that always refuses gets 2 requests, and the caller its 401",
  async (name) => {
    const { api, adapter, server } = await startAdapter(name);
    api.answer = () => ({ status: 401 });
    expect((await adapter.get(api.origin)).status).toBe(401);
    expect([api.calls.length, server.requests.length]).toEqual([2, 2]);
  },
);

test.each(Object.keys(adapters))("%s: without a token the request fails with the client's error", async (name) => {
  const { api, adapter, client, server } = await startAdapter(name);
  server.always = { kind: "json", status: 400, body: { error: "unauthorized_client" } };
  await failureOf(client.getToken({ forceRefresh: true }));
  client.invalidate(await client.getToken());
  const error = await failureOf(adapter.get(api.origin));
  expect(`${error.message} ${error.cause}`).toContain("unauthorized_client");
  expect(api.calls).toHaveLength(0);
});

test("axios: a stream is not sent twice", async () => {
  const api = await startApi();
  const { client, clock } = await startClient();
  await client.getToken();
  clock.advance(6_000);
  api.answer = refusing(new Set(["token-1-"]));
  const http = useTokens(axios.create(), client);
  expect(await failureOf(http.post(api.origin, Readable.from(["once"])))).toMatchObject({ response: { status: 401 } });
  expect(api.calls).toHaveLength(1);
});

test("OpenTelemetry: each token request is a span with its attempt, status and error", async () => {
  const spans: { name: string; attributes: Record<string, unknown>; status?: unknown; isEnded: boolean }[] = [];
  const tracer: Tracer = {
    startSpan: (name, { attributes }) => {
      const span = {
        name,
        attributes: { ...attributes } as Record<string, unknown>,
        status: undefined as unknown,
        isEnded: false,
      };
      spans.push(span);
      return {
        setAttribute: (key, value) => Object.assign(span.attributes, { [key]: value }),
        setStatus: (status) => Object.assign(span, { status }),
        end: () => void Object.assign(span, { isEnded: true }),
      };
    },
  };
  traceTokenRequests(tracer);
  const { client, server } = await startClient();
  server.faults.push({ kind: "json", status: 503, body: {} });
  await client.getToken();
  expect(spans).toMatchObject([
    {
      isEnded: true,
      status: { code: 2 },
      attributes: { "http.response.status_code": 503, "http.request.resend_count": 0 },
    },
    { isEnded: true, status: undefined, attributes: { "url.full": server.url, "http.request.resend_count": 1 } },
  ]);
});

test("the quickstart runs by environment variables alone", async () => {
  const api = await startApi();
  const { server } = await startClient();
  const output = await run("node", [join(examples, "client-quickstart.ts"), `${api.origin}/v1/destinations`], {
    CELITECH_CLIENT_ID: "id",
    CELITECH_CLIENT_SECRET: "secret",
    CELITECH_TOKEN_URL: server.url,
    CELITECH_API_ORIGINS: api.origin,
  });
  expect(output).toBe('200 {"status":200}\n');
  expect(authorizations(api)).toEqual(["Bearer token-1-"]);
});

test("the quickstart without credentials says which variable is missing", () => {
  const { CELITECH_CLIENT_ID: _, CLIENT_ID: __, ...env } = process.env;
  const { stderr } = spawnSync("node", [join(examples, "client-quickstart.ts")], { env, encoding: "utf8" });
  expect(stderr).toContain("CELITECH_CLIENT_ID is not set");
});

test("every example of the client is under 40 lines", () => {
  const files = readdirSync(examples).filter((file) => file.startsWith("client-"));
  expect(files.length).toBeGreaterThan(4);
  for (const file of files)
    expect(readFileSync(join(examples, file), "utf8").split("\n").length, file).toBeLessThan(41);
});

test("the guide shows the examples as they are", () => {
  const guide = readFileSync(join(examples, "../docs/guides/client.md"), "utf8");
  for (const name of ["axios", "got", "undici", "opentelemetry"])
    expect(guide).toContain(readFileSync(join(examples, `client-${name}.ts`), "utf8").trim());
});

test("the guide names every event", () => {
  const guide = readFileSync(join(examples, "../docs/guides/client.md"), "utf8");
  for (const name of Object.keys(events)) expect(guide).toContain(`\`${name}\``);
});
