import { expect, onTestFinished, test } from "vitest";
import type { GuardOptions } from "../src/middleware/guard.ts";
import { accessTokenOf } from "../src/middleware/request-token.ts";
import type { AccessTokenVerifierOptions } from "../src/verifier-options.ts";
import { FakeIssuer } from "./fakes/fake-issuer.ts";
import { FRAMEWORKS, type StartServer } from "./fakes/framework-servers.ts";
import { getRaw, type RawAnswer } from "./fakes/raw-http.ts";

const frameworks = Object.entries(FRAMEWORKS);

async function guarded(start: StartServer, options: Partial<AccessTokenVerifierOptions>, guardOptions: GuardOptions) {
  const issuer = await FakeIssuer.start();
  const server = await start(issuer.verifier(options), guardOptions);
  onTestFinished(() => server.stop());
  return { issuer, get: (...lines: string[]): Promise<RawAnswer> => getRaw(server.port, "/", lines) };
}

test.each(frameworks)("%s: a good token reaches the route, with its claims", async (_, start) => {
  const { issuer, get } = await guarded(start, {}, { scope: "read" });
  const answer = await get(`Authorization: Bearer ${issuer.token()}`);
  expect(answer.status).toBe(200);
  const clientId = issuer.claims()["client_id"];
  const body = { clientId, organizationId: "org_1", scopes: ["read", "write"], isSame: true };
  expect(JSON.parse(answer.body.replace(/^[\da-f]+\r\n|\r\n0$/gi, ""))).toEqual(body);
});

test.each(frameworks)("%s: refused requests get RFC 6750's answers and never reach the route", async (_, start) => {
  const { issuer, get } = await guarded(start, { realm: "api" }, { scope: "orders:write" });
  const missing = await get();
  expect([missing.status, missing.headers["www-authenticate"]]).toEqual([401, 'Bearer realm="api"']);
  const invalid = await get("Authorization: Bearer x.y.z");
  expect([invalid.status, invalid.headers["www-authenticate"]]).toEqual([
    401,
    expect.stringContaining("invalid_token"),
  ]);
  expect(invalid.headers["content-type"]).toMatch(/^application\/json/);
  expect(invalid.headers["cache-control"]).toBe("no-store");
  const line = `Authorization: Bearer ${issuer.token()}`;
  expect((await get(line)).status).toBe(403);
  expect((await get(line, line)).status).toBe(400);
  for (const answer of [missing, invalid]) expect(answer.body).not.toContain("clientId");
});

test.each(frameworks)("%s: an issuer that cannot be reached is 503 with Retry-After", async (_, start) => {
  const { issuer, get } = await guarded(start, { errorBody: "celitech" }, {});
  issuer.jwks = (_request, response) => void response.writeHead(500).end();
  const answer = await get(`Authorization: Bearer ${issuer.token()}`);
  expect(answer.status).toBe(503);
  expect(answer.headers["retry-after"]).toMatch(/^\d+$/);
  expect(answer.body).toContain('{"message":"');
});

test("a route that forgot its guard fails instead of going on", () => {
  expect(() => accessTokenOf({})).toThrow(/did not go through/);
});
