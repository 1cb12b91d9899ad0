import { expect, onTestFinished, test } from "vitest";
import { readBearerToken } from "../src/bearer-request.ts";
import { FakeIssuer } from "./fakes/fake-issuer.ts";
import { startNodeHttp } from "./fakes/framework-servers.ts";
import { getRaw } from "./fakes/raw-http.ts";

async function guarded(options = {}, guardOptions = {}) {
  const issuer = await FakeIssuer.start();
  const server = await startNodeHttp(issuer.verifier({ realm: "api", ...options }), guardOptions);
  onTestFinished(() => server.stop());
  const get = (lines: readonly string[], path = "/") => getRaw(server.port, path, lines);
  const bearer = (token: string) => get([`Authorization: Bearer ${token}`]);
  return { issuer, get, bearer };
}

test("V30: without a required scope the answer is 403 insufficient_scope and names the scope", async () => {
  const { issuer, bearer } = await guarded({}, { scope: "read orders:write" });
  const answer = await bearer(issuer.token({ scope: "read" }));
  expect(answer.status).toBe(403);
  expect(answer.headers["www-authenticate"]).toMatch(
    /^Bearer realm="api", error="insufficient_scope", error_description="[^"]+", scope="read orders:write"$/,
  );
  expect(JSON.parse(answer.body)).toMatchObject({ error: "insufficient_scope", scope: "read orders:write" });
  expect((await bearer(issuer.token({ scope: "orders:write read" }))).status).toBe(200);
});

test("V31: scopes are compared whole and with case", async () => {
  const { issuer, bearer } = await guarded({}, { scope: ["read"] });
  for (const scope of ["readwrite", "re", "Read", "xread", "", undefined])
    expect((await bearer(issuer.token({ scope }))).status).toBe(403);
  expect((await bearer(issuer.token({ scope: "write read" }))).status).toBe(200);
});

test.each([
  ["V32", []],
  ["V33", ["Authorization: Basic eDp5"]],
  ["V33", ["Authorization: Bearerx y"]],
  ["V33", ["Authorization:"]],
])("%s: %j gets a bare challenge", async (_, lines) => {
  const { get } = await guarded();
  const answer = await get(lines);
  expect(answer.status).toBe(401);
  expect(answer.headers["www-authenticate"]).toBe('Bearer realm="api"');
  expect(answer.headers["cache-control"]).toBe("no-store");
  expect(answer.body).toBe("");
});

test("V34: anything but exactly one well-formed bearer token is 400 invalid_request", async () => {
  const { issuer, get, bearer } = await guarded();
  const token = issuer.token();
  const line = `Authorization: Bearer ${token}`;
  const answers = [
    await get(["Authorization: Bearer"]),
    await get(["Authorization: Bearer "]),
    await get([`${line} b`]),
    await get([line, line]),
    await get([line, "authorization: Basic eDp5"]),
    await get(["AUTHORIZATION: Basic eDp5", line]),
    await get([line], `/?access_token=${token}`),
    await get([line], "/?a=b&access%5Ftoken=x"),
  ];
  for (const answer of answers) {
    expect(answer.status).toBe(400);
    expect(answer.headers["www-authenticate"]).toContain('error="invalid_request"');
  }
  expect((await get([], `/?access_token=${token}`)).status).toBe(401); // no place for a token, so there is none
  expect((await bearer(token)).status).toBe(200);
});

test("V35: the scheme is compared without case, and spaces around the token do not matter", async () => {
  const { issuer, get } = await guarded();
  for (const scheme of ["bearer", "BEARER", "BeArEr"])
    expect((await get([`Authorization:   ${scheme}    ${issuer.token()}  `])).status).toBe(200);
});

test("V22: a header of a megabyte is refused by its length", () => {
  const authorization = [`Bearer ${"a b".repeat(350_000)}`];
  // With a space inside it would be malformed, if anybody had looked.
  expect(readBearerToken({ authorization, url: "/" }, 8192)).toEqual({ refusal: "token_too_long" });
});

test("V05: while keys cannot be had the answer is 503 with Retry-After and no challenge", async () => {
  const { issuer, bearer } = await guarded();
  issuer.jwks = (_, response) => void response.writeHead(500).end();
  const answer = await bearer(issuer.token());
  expect(answer.status).toBe(503);
  expect(Number(answer.headers["retry-after"])).toBeGreaterThanOrEqual(1);
  expect(answer.headers["www-authenticate"]).toBeUndefined();
});

test("an invalid token gets 401 invalid_token with a description", async () => {
  const { bearer } = await guarded();
  const answer = await bearer("x.y.z");
  expect(answer.status).toBe(401);
  expect(answer.headers["www-authenticate"]).toMatch(/^Bearer realm="api", error="invalid_token", error_description="/);
  expect(answer.headers["content-type"]).toBe("application/json");
  expect(Object.keys(JSON.parse(answer.body))).toEqual(["error", "error_description"]);
});

test("one option turns the body into CELITECH's form, another leaves it empty; the challenge stays", async () => {
  for (const [errorBody, pattern] of [
    ["celitech", /^\{"message":"[^"]+"\}$/],
    ["none", /^$/],
  ] as const) {
    const { issuer, get, bearer } = await guarded({ errorBody }, { scope: "x" });
    for (const answer of [await bearer("x"), await bearer(issuer.token()), await get(["Authorization: Bearer"])]) {
      expect(answer.body).toMatch(pattern);
      expect(answer.headers["www-authenticate"]).toContain("error=");
    }
  }
  const { get } = await guarded({ errorBody: "celitech" });
  expect(JSON.parse((await get([])).body)).toEqual({ message: "An access token is required" });
});

test("challenges name the API's metadata when an address is configured (RFC 9728 §5.1)", async () => {
  const resourceMetadataUrl = "https://api.example/.well-known/oauth-protected-resource";
  const { get } = await guarded({ resourceMetadataUrl });
  expect((await get([])).headers["www-authenticate"]).toBe(
    `Bearer realm="api", resource_metadata="${resourceMetadataUrl}"`,
  );
});

test("a scope that could break the header is refused when the route is made", async () => {
  const issuer = await FakeIssuer.start();
  for (const scope of ['a"b', "a\\b", "ä", ["a b"]])
    expect(() => issuer.verifier().express({ scope })).toThrow(/scope/);
});
