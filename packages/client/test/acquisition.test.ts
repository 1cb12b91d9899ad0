import { expect, test } from "vitest";
import { type ClientCredentialsOptions, clientCredentials } from "../src/index.ts";
import { failureOf, startClient, startFaultServer, testCredentials } from "./client-under-test.ts";

test("C01: 100 concurrent first calls make one token request and get equal results", async () => {
  const { client, server } = await startClient();
  const tokens = await Promise.all(Array.from({ length: 100 }, () => client.getToken()));
  expect(server.requests).toHaveLength(1);
  expect(new Set(tokens).size).toBe(1);
  expect(tokens[0]).toMatchObject({ accessToken: "token-1-", tokenType: "Bearer", scope: undefined });
});

test("C02: 100 concurrent calls over two sets of scopes make two requests, and each gets its own token", async () => {
  const { client, server } = await startClient();
  const read = client.for({ scope: "read" });
  const write = client.for({ scope: "write" });
  const tokens = await Promise.all(
    Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? read : write).getToken()),
  );
  expect(server.requests.map((request) => request.form.get("scope")).sort()).toEqual(["read", "write"]);
  for (const [index, token] of tokens.entries())
    expect(token.accessToken).toMatch(index % 2 === 0 ? /-read$/ : /-write$/);
});

test("C03: the order and the duplicates of scopes make no other key", async () => {
  const { client, server } = await startClient({ scope: "a b" });
  await Promise.all(
    [client, client.for({ scope: "b a a" }), client.for({ scope: " b  a" })].map((it) => it.getToken()),
  );
  expect(server.requests.map((request) => request.form.get("scope"))).toEqual(["a b"]);
});

test("C04: 1000 warm calls make no further request, and peek answers at once", async () => {
  const { client, server } = await startClient();
  expect(client.peek()).toBeUndefined();
  const first = await client.getToken();
  const promise = client.getToken();
  for (let calls = 0; calls < 1_000; calls++) {
    expect(client.getToken(), "the same promise every time: nothing is computed again").toBe(promise);
    expect(client.peek()).toBe(first);
  }
  expect(server.requests).toHaveLength(1);
});

test("C04: a cached token is handed out with one reading of one clock", async () => {
  const { client, clock } = await startClient();
  await client.getToken();
  client.peek();
  let readings = 0;
  const now = clock.now.bind(clock);
  clock.now = () => {
    readings++;
    return now();
  };
  clock.monotonic = () => {
    throw new Error("the second clock was read");
  };
  client.peek();
  expect(readings).toBe(1);
});

test("C05: the request is a form POST that begins with the grant type and holds no empty scope", async () => {
  const { client, server } = await startClient();
  await client.getToken();
  await client.for({ scope: "a b", resource: ["https://b.test/", "https://a.test/"], audience: "api" }).getToken();
  const [plain, full] = server.requests;
  expect(plain?.method).toBe("POST");
  expect(plain?.headers).toMatchObject({
    "content-type": "application/x-www-form-urlencoded",
    accept: "application/json",
  });
  expect(plain?.body).toBe("grant_type=client_credentials");
  expect(full?.body).toBe(
    "grant_type=client_credentials&scope=a+b&resource=https%3A%2F%2Fa.test%2F&resource=https%3A%2F%2Fb.test%2F&audience=api",
  );
});

const awkward = { clientId: "id", clientSecret: "s3cr3t-VALUE+/:%zz é" };
const raw = Buffer.from("id:s3cr3t-VALUE+/:%zz é", "utf8").toString("base64");
const formEncoded = Buffer.from("id:s3cr3t-VALUE%2B%2F%3A%25zz+%C3%A9").toString("base64");

/** The Authorization header of the first request, without a network. */
async function basicHeaderOf(options: ClientCredentialsOptions): Promise<string | undefined> {
  let header: string | undefined;
  const client = clientCredentials({
    credentials: awkward,
    ...options,
    fetch: async (_input, init) => {
      header = new Headers(init?.headers).get("authorization") ?? undefined;
      return Response.json({ access_token: "t", token_type: "Bearer", expires_in: 60 });
    },
  });
  await client.getToken();
  return header;
}

test("C06: the secret goes raw to CELITECH and form-encoded elsewhere, and basicEncoding chooses", async () => {
  expect(await basicHeaderOf({})).toBe(`Basic ${raw}`);
  expect(await basicHeaderOf({ tokenUrl: "https://auth.example/token" })).toBe(`Basic ${formEncoded}`);
  expect(await basicHeaderOf({ basicEncoding: "form" })).toBe(`Basic ${formEncoded}`);
  expect(await basicHeaderOf({ tokenUrl: "https://auth.example/token", basicEncoding: "raw" })).toBe(`Basic ${raw}`);
});

test("C06: a client id with a colon cannot go raw, and the error says what to do", async () => {
  const credentials = { clientId: "a:b", clientSecret: "c" };
  const error = await failureOf(basicHeaderOf({ credentials, basicEncoding: "raw" }));
  expect(error).toMatchObject({ code: "invalid_option", message: expect.stringContaining("basicEncoding") });
});

test("C07: credentials are in the header or in the body, never in both and never in the URL", async () => {
  const basic = await startClient();
  const post = await startClient({ authMethod: "post" });
  await basic.client.getToken();
  await post.client.getToken();
  const [inHeader] = basic.server.requests;
  const [inBody] = post.server.requests;
  expect(inHeader?.headers.authorization).toMatch(/^Basic /);
  expect(inHeader?.body).not.toContain(testCredentials.clientSecret);
  expect(inBody?.headers.authorization).toBeUndefined();
  expect(inBody?.form.get("client_id")).toBe(testCredentials.clientId);
  expect(inBody?.form.get("client_secret")).toBe(testCredentials.clientSecret);
  expect([inHeader?.url, inBody?.url]).toEqual(["/oauth2/token", "/oauth2/token"]);
});

test.each([
  ["http://auth.example/token", "https"],
  ["http://localhost.example/token", "https"],
  ["http://127.0.0.1.example/token", "https"],
  ["ftp://localhost/token", "https"],
  ["https://user:pass@auth.example/token", "user"],
  ["https://auth.example/token#part", "fragment"],
  ["/oauth2/token", "absolute"],
])("C08: the token URL %s is refused", (tokenUrl, reason) => {
  const make = () => clientCredentials({ credentials: testCredentials, tokenUrl });
  expect(make).toThrowError(expect.objectContaining({ code: "invalid_option" }));
  expect(make).toThrowError(new RegExp(`tokenUrl.*${reason}`));
});

test.each(["http://localhost:4000/t", "http://127.1.2.3/t", "http://[::1]:4000/t", "https://auth.example/t"])(
  "C08: the token URL %s is accepted",
  (tokenUrl) => {
    expect(() => clientCredentials({ credentials: testCredentials, tokenUrl })).not.toThrow();
  },
);

test("options are checked when the client is made, and the error names the option", () => {
  const wrong: Record<string, unknown> = {
    authMethod: "both",
    basicEncoding: "none",
    scope: 'quote"',
    resource: "relative",
    audience: " ",
    origins: "https://api.example",
    store: {},
    clock: { now: 1 },
    fetch: "fetch",
    tokenTypes: "Bearer",
    credentials: { clientId: "only" },
    secret: "s3cr3t",
  };
  for (const [name, value] of Object.entries(wrong))
    expect(() => clientCredentials({ credentials: testCredentials, [name]: value }), name).toThrowError(
      expect.objectContaining({ code: "invalid_option", message: expect.stringContaining(name) }),
    );
});

test.each([301, 302, 303, 307, 308])(
  "C09: a %i from the token endpoint is an error, and the secret goes nowhere",
  async (status) => {
    const { client, server } = await startClient({ authMethod: "post" });
    const other = await startFaultServer();
    server.always = { kind: "redirect", status, location: other.url };
    expect(await failureOf(client.getToken())).toMatchObject({ code: "redirected", status, attempts: 1 });
    expect([server.requests.length, other.requests.length]).toEqual([1, 0]);
  },
);

test("C10: an answer of more than 1 MiB is given up", async () => {
  const { client, server } = await startClient();
  server.faults.push({ kind: "large", bytes: 1_100_000 });
  expect(await failureOf(client.getToken())).toMatchObject({ code: "response_too_large" });
});

test.each([
  ["{}", {}],
  ["[]", []],
  ["null", null],
  ["an empty token", { access_token: "", token_type: "Bearer" }],
  ["a token that is a number", { access_token: 7, token_type: "Bearer" }],
])("C11: 200 with %s is an invalid answer, and nothing is cached", async (_, body) => {
  const { client, server } = await startClient();
  server.faults.push({ kind: "json", body });
  expect(await failureOf(client.getToken())).toMatchObject({ code: "invalid_token_response", attempts: 1 });
  expect(client.peek()).toBeUndefined();
  expect((await client.getToken()).accessToken).toBe("token-2-");
});

test("C11: malformed JSON is an invalid answer", async () => {
  const { client, server } = await startClient();
  server.faults.push({ kind: "text", status: 200, contentType: "application/json", text: '{"access_token": "x' });
  expect(await failureOf(client.getToken())).toMatchObject({ code: "invalid_token_response" });
});

test("C12: 200 with HTML is an error that names content type and status, and does not repeat the body", async () => {
  const { client, server } = await startClient();
  server.faults.push({ kind: "text", status: 200, contentType: "text/html", text: "<p>captive portal</p>" });
  const error = await failureOf(client.getToken());
  expect(error).toMatchObject({ code: "invalid_token_response", status: 200 });
  expect(error.message).toContain("text/html");
  expect(error.message).not.toContain("captive");
});

test("C13: 200 with an error is an OAuth error", async () => {
  const { client, server } = await startClient();
  server.faults.push({ kind: "json", body: { error: "invalid_scope", error_description: "no such scope" } });
  const error = await failureOf(client.getToken());
  expect(error).toMatchObject({ code: "token_request_denied", error: "invalid_scope", status: 200 });
  expect(error.message).toContain("no such scope");
});

test.each(["bearer", "BEARER", "Bearer"])("C14: token_type %s is Bearer", async (type) => {
  const { client, server } = await startClient();
  server.faults.push({ kind: "json", body: { access_token: "t", token_type: type, expires_in: 60 } });
  expect(await client.headers()).toEqual({ Authorization: "Bearer t" });
});

test("C14: an unknown token_type is an error unless it is allowed", async () => {
  const fault = { kind: "json", body: { access_token: "t", token_type: "dpop", expires_in: 60 } } as const;
  const strict = await startClient();
  strict.server.faults.push(fault);
  expect(await failureOf(strict.client.getToken())).toMatchObject({ code: "invalid_token_response" });
  const open = await startClient({ tokenTypes: ["Bearer", "DPoP"] });
  open.server.faults.push(fault);
  expect(await open.client.headers()).toEqual({ Authorization: "DPoP t" });
});

test.each(["a\r\nX-Evil: 1", "a b", "tökén", "a\u0000", "a\u007f"])(
  "C15: the token %j would break a header and is rejected",
  async (accessToken) => {
    const { client, server } = await startClient();
    server.faults.push({ kind: "json", body: { access_token: accessToken, token_type: "Bearer", expires_in: 60 } });
    expect(await failureOf(client.getToken())).toMatchObject({ code: "invalid_token_response" });
    expect(client.peek()).toBeUndefined();
  },
);
