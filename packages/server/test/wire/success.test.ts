import { describe, expect, test } from "vitest";
import { expectError, expectToken } from "../support/expect-answer.ts";
import { API, AWKWARD_SECRET, CLOSED_API, OTHER_API, PLAIN_SECRET, RSA_API } from "../support/fixtures.ts";
import { exchange, header, json, type RawAnswer } from "../support/raw-http.ts";
import { useServers } from "../support/running-server.ts";
import { STORES, type Store } from "../support/stores.ts";
import { basicHeader, formEncode, GRANT } from "../support/token-request.ts";

const servers = useServers();

function ask(store: Store, parameters: string, id = "c2", secret = AWKWARD_SECRET): Promise<RawAnswer> {
  const form = parameters === "" ? GRANT : `${GRANT}&${parameters}`;
  return servers.on(store).request({ authorization: basicHeader(id, secret), form });
}
const askAsSeveral = (store: Store, parameters: string) => ask(store, parameters, "several", PLAIN_SECRET);

describe.each(STORES)("E: the answer on %s", (store) => {
  test("E1, E3, E13: it holds access_token, token_type, expires_in and scope, and nothing else", async () => {
    const answer = await ask(store, "");
    expectToken(answer);
    expect(json(answer)).toEqual({
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      token_type: "Bearer",
      expires_in: 3_600,
      scope: "read",
    });
    expect(answer.body).toContain('"expires_in":3600,');
    expect(answer.body).not.toMatch(/null|refresh_token/);
  });

  test("E2: every token and every error forbids to be stored", async () => {
    expectToken(await ask(store, ""));
    expectError(await ask(store, "scope=admin"), 400, "invalid_scope");
    expectError(await ask(store, "", "c2", "wrong"), 401, "invalid_client");
    expectError(await servers.on(store).get("/oauth2/token"), 405, "invalid_request");
    expectError(await servers.on(store).get("/nothing"), 404, "invalid_request");
  });

  test("E13: extensions that the server does not know are ignored", async () => {
    expectToken(await ask(store, "request=eyJ&dpop_jkt=x&claims=%7B%7D&authorization_details=%5B%5D&prompt=none"));
  });

  test("E15: no cookie is ever set, nor is one looked at", async () => {
    const { request } = servers.on(store);
    const answer = await request({ basic: ["c2", AWKWARD_SECRET], headers: ["Cookie: session=x"] });
    expectToken(answer);
    expect(answer.headers.map(([name]) => name.toLowerCase())).not.toContain("set-cookie");
  });
});

describe.each(STORES)("E: scopes on %s", (store) => {
  const grantedScope = async (parameters: string): Promise<unknown> => {
    const answer = await ask(store, parameters);
    const claims = expectToken(answer);
    expect(claims["scope"]).toBe(json(answer)["scope"]);
    return json(answer)["scope"];
  };

  test("E4: what was asked for and granted is named, even when it is the same", async () => {
    expect(await grantedScope("scope=read")).toBe("read");
    expect(await grantedScope("scope=read+write")).toBe("read write");
    expect(await grantedScope("scope=write%20read")).toBe("write read");
  });

  test("E5, E6: without scope the client's default is granted, and named", async () => {
    expect(await grantedScope("")).toBe("read");
  });

  test("E6: a client that has no scopes gets a token and an answer without scope", async () => {
    const answer = await ask(store, "", "scopeless", PLAIN_SECRET);
    expect(expectToken(answer)).not.toHaveProperty("scope");
    expect(json(answer)).not.toHaveProperty("scope");
    expectError(await ask(store, "scope=read", "scopeless", PLAIN_SECRET), 400, "invalid_scope");
  });

  test("E7: an empty scope counts as left out", async () => {
    expect(await grantedScope("scope=")).toBe("read");
    expect(await grantedScope("scope")).toBe("read");
  });

  test.each(["admin", "read admin", "openid", "offline_access", "other"])(
    "E8: the scope %s is not allowed",
    async (scope) => {
      expectError(await ask(store, `scope=${formEncode(scope)}`), 400, "invalid_scope");
    },
  );

  test.each([
    're"ad',
    "re\\ad",
    "read\twrite",
    "read\nwrite",
    "réad",
    "read  write",
    " read",
    "read ",
    " ",
    "read\u00a0write",
    "\0",
    "read,write",
  ])("E9: the scope %j is malformed or unknown", async (scope) => {
    expectError(await ask(store, `scope=${formEncode(scope)}`), 400, "invalid_scope");
  });

  test("E9: a scope longer than 1,024 characters is refused", async () => {
    expectError(await ask(store, `scope=${"read+".repeat(300)}read`), 400, "invalid_scope");
  });

  test("E10: a scope that is named twice is granted once, in the order asked; case counts", async () => {
    expect(await grantedScope("scope=read+read")).toBe("read");
    expect(await grantedScope("scope=write+read+write")).toBe("write read");
    expectError(await ask(store, "scope=Read"), 400, "invalid_scope");
  });
});

describe.each(STORES)("E: resources on %s", (store) => {
  test("E11: the resource that is asked for is the audience", async () => {
    for (const resource of [API, OTHER_API, RSA_API]) {
      const claims = expectToken(await askAsSeveral(store, `resource=${formEncode(resource)}`));
      expect(claims.aud).toBe(resource);
    }
    expect(expectToken(await askAsSeveral(store, "")).aud).toBe(API);
    expect(expectToken(await askAsSeveral(store, "resource=")).aud).toBe(API);
  });

  test.each([
    ["unknown", "https://unknown.example"],
    ["not allowed", CLOSED_API],
    ["relative", "/api"],
    ["no URI", "api.example"],
    ["with a fragment", `${API}#x`],
    ["with an empty fragment", `${API}#`],
    ["the same to a browser", `${API}/`],
    ["the same to a browser", "https://API.example"],
    ["with a space", "https://api.example/a b"],
    ["beyond ASCII", "https://äpi.example"],
    ["too long", `https://api.example/${"x".repeat(300)}`],
  ])("E12: a resource that is %s (%s) is invalid_target", async (_what, resource) => {
    expectError(await ask(store, `resource=${formEncode(resource)}`), 400, "invalid_target");
    expectError(await ask(store, `audience=${formEncode(resource)}`), 400, "invalid_target");
  });

  test("F6: a scope of another resource is not granted", async () => {
    const other = `resource=${formEncode(OTHER_API)}`;
    expectToken(await askAsSeveral(store, `${other}&scope=other`));
    expectError(await askAsSeveral(store, `${other}&scope=read`), 400, "invalid_scope");
    expectError(await askAsSeveral(store, "scope=other"), 400, "invalid_scope");
    expectError(await askAsSeveral(store, "scope=read+other"), 400, "invalid_scope");
  });
});

const ORIGIN = "https://console.example";
const open = useServers({ environment: { CORS_ORIGINS: ORIGIN } });

function corsHeaders(answer: RawAnswer): readonly string[] {
  return answer.headers.map(([name]) => name.toLowerCase()).filter((name) => name.startsWith("access-control-"));
}

function preflight(port: number, origin: string): Promise<RawAnswer> {
  const lines = [
    "OPTIONS /oauth2/token HTTP/1.1",
    "Host: a",
    `Origin: ${origin}`,
    "Access-Control-Request-Method: POST",
  ];
  return exchange(port, `${lines.join("\r\n")}\r\n\r\n`);
}

describe.each(STORES)("E14: pages of other origins on %s", (store) => {
  test("E14: by default none may read an answer, and a preflight is refused", async () => {
    const { request, port } = servers.on(store);
    const answer = await request({ basic: ["c2", AWKWARD_SECRET], headers: ["Origin: https://evil.example"] });
    expectToken(answer);
    expect(corsHeaders(answer)).toEqual([]);
    const refused = await preflight(port, "https://evil.example");
    expectError(refused, 405, "invalid_request");
    expect(corsHeaders(refused)).toEqual([]);
  });

  test("E14: an origin that is listed may, never with credentials", async () => {
    const { request, port } = open.on(store);
    for (const secret of [AWKWARD_SECRET, "wrong"]) {
      const answer = await request({ basic: ["c2", secret], headers: [`Origin: ${ORIGIN}`] });
      expect(header(answer, "access-control-allow-origin")).toBe(ORIGIN);
      expect(header(answer, "vary")).toBe("Origin");
      expect(corsHeaders(answer)).not.toContain("access-control-allow-credentials");
    }
    const allowed = await preflight(port, ORIGIN);
    expect(allowed.status).toBe(204);
    expect(header(allowed, "access-control-allow-origin")).toBe(ORIGIN);
    expect(corsHeaders(allowed)).not.toContain("access-control-allow-credentials");
  });

  test.each([
    "https://evil.example",
    "null",
    `${ORIGIN}.evil.example`,
    "http://console.example",
    `${ORIGIN}:8443`,
    "*",
  ])("E14: where another origin is listed, %s may not", async (origin) => {
    const { request, port } = open.on(store);
    const answer = await request({ basic: ["c2", AWKWARD_SECRET], headers: [`Origin: ${origin}`] });
    expectToken(answer);
    expect(corsHeaders(answer)).toEqual([]);
    expect(corsHeaders(await preflight(port, origin))).toEqual([]);
  });
});
