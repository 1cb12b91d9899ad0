import { describe, expect, test } from "vitest";
import { AWKWARD_SECRET } from "../support/fixtures.ts";
import { exchange, json } from "../support/raw-http.ts";
import { useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";
import { basicHeader, GRANT, tokenRequestText } from "../support/token-request.ts";

const SUPPORT_URL = "https://support.example/auth";
const servers = useServers({ environment: { SUPPORT_URL, REQUEST_TIMEOUT_SECONDS: "1" } });

const HOST = "Host: auth.example";
const good = basicHeader("c2", AWKWARD_SECRET);
const text = (...lines: readonly string[]) => [...lines, "", ""].join("\r\n");

/** One of each kind of refusal, with the layer that gives it. */
const REFUSALS: readonly (readonly [what: string, status: number, request: string])[] = [
  ["a wrong secret", 401, tokenRequestText({ authorization: basicHeader("c2", "wrong") })],
  ["a wrong parameter", 400, tokenRequestText({ authorization: good, form: "grant_type=password" })],
  ["a token with a query", 400, tokenRequestText({ path: "/oauth2/token?client_secret=x", authorization: good })],
  [
    "an introspection by a client",
    400,
    tokenRequestText({ path: "/oauth2/introspect", authorization: good, form: "token=x" }),
  ],
  ["a revocation without a token", 400, tokenRequestText({ path: "/oauth2/revoke", authorization: good })],
  ["a path that is not there", 404, text("GET /nothing HTTP/1.1", HOST, "Accept: application/json")],
  ["a method that is not allowed", 405, text("GET /oauth2/token HTTP/1.1", HOST)],
  ["CONNECT", 405, text("CONNECT other.example:443 HTTP/1.1", "Host: other.example")],
  ["a body that is too long", 413, tokenRequestText({ authorization: good, form: `${GRANT}&x=${"x".repeat(17_000)}` })],
  ["headers that are too long", 431, text("GET /health/live HTTP/1.1", HOST, `X: ${"x".repeat(20_000)}`)],
  ["what is no HTTP", 400, text("NONSENSE")],
  ["a request without a host", 400, text("GET /health/live HTTP/1.1")],
  ["a request that does not arrive in time", 408, text("POST /oauth2/token HTTP/1.1", HOST, "Content-Length: 50")],
];

describe.each(STORES)("with a support address, on %s", (store) => {
  test.each(REFUSALS)("%s is answered with %i and error_uri", async (_what, status, request) => {
    const answer = await exchange(servers.on(store).port, request);
    expect([answer.status, json(answer)["error_uri"]]).toEqual([status, SUPPORT_URL]);
  });

  test("a problem of the admin API says it as support_url, whoever refuses", async () => {
    const { port } = servers.on(store);
    const origin = `Origin: ${servers.on(store).config.publicUrl}`;
    const length = "Content-Length: 1";
    const requests = [
      text("GET /api/v1/service HTTP/1.1", HOST),
      text("POST /api/v1/token-verdicts HTTP/1.1", HOST, origin, "Content-Type: application/json", "Content-Length: 0"),
      `${text("POST /api/v1/organizations HTTP/1.1", HOST, origin, "Content-Type: application/json", length)}{`,
      `${text("POST /api/v1/organizations HTTP/1.1", HOST, origin, "Content-Type: text/plain", length)}x`,
      text("POST /api/v1/organizations HTTP/1.1", HOST, "Content-Length: 0"),
    ];
    for (const request of requests) {
      const answer = await exchange(port, request);
      expect([request, answer.status >= 400, json(answer)["support_url"]]).toEqual([request, true, SUPPORT_URL]);
    }
  });
});
