import { describe, expect, test } from "vitest";
import { expectError, expectOAuthHeaders, expectToken } from "../support/expect-answer.ts";
import { exchange, header } from "../support/raw-http.ts";
import { useServers } from "../support/running-server.ts";
import { STORES, type Store } from "../support/stores.ts";
import { base64, basicHeader, GRANT, type TokenRequest, tokenRequestText } from "../support/token-request.ts";

const servers = useServers();

/** A right request of c1, changed as the test says. */
function send(store: Store, change: TokenRequest = {}) {
  const { request, fixtures } = servers.on(store);
  return request({ basic: [fixtures.c1.id, fixtures.c1.secret], ...change });
}

describe.each(STORES)("A: methods of the token endpoint on %s", (store) => {
  test("A1: POST with Basic credentials and grant_type gets a token as JSON", async () => {
    expectToken(await send(store));
  });

  test("A2: GET is answered 405 with Allow: POST, whatever the query, and echoes nothing", async () => {
    const path = `/oauth2/token?${GRANT}&canary=canary-value`;
    const answer = await send(store, { method: "GET", path, form: "" });
    expectError(answer, 405, "invalid_request");
    expect(header(answer, "allow")).toBe("POST");
    expect(JSON.stringify(answer)).not.toContain("canary");
    expect(answer.body).not.toContain("access_token");
  });

  test.each(["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])("A3: %s is answered 405 with Allow", async (method) => {
    const answer = await send(store, { method, ...(method === "TRACE" && { form: "" }) });
    expectError(answer, 405, "invalid_request");
    expect(header(answer, "allow")).toBe("POST");
  });

  test("A3: CONNECT is answered 405, and no tunnel is opened", async () => {
    const request = "CONNECT auth.example:443 HTTP/1.1\r\nHost: auth.example\r\n\r\n";
    expectError(await exchange(servers.on(store).port, request), 405, "invalid_request");
  });

  test("A4: HEAD is answered 405 with an empty body", async () => {
    const { port } = servers.on(store);
    const twice = "HEAD /oauth2/token HTTP/1.1\r\nHost: auth.example\r\nConnection: close\r\n\r\n";
    const answer = await exchange(port, twice, true);
    expect(answer.status).toBe(405);
    expectOAuthHeaders(answer);
    expect(answer.body).toBe("");
  });

  test("A18: the answer is JSON for a caller that accepts HTML alone", async () => {
    expectToken(await send(store, { headers: ["Accept: text/html"] }));
    expectError(
      await send(store, { headers: ["Accept: text/html"], form: "grant_type=x" }),
      400,
      "unsupported_grant_type",
    );
  });
});

describe.each(STORES)("A: media type on %s", (store) => {
  test.each([
    "application/x-www-form-urlencoded; charset=UTF-8",
    "application/x-www-form-urlencoded;charset=utf-8",
    'application/x-www-form-urlencoded; charset="utf-8"',
  ])("A5: %s is the form in UTF-8", async (contentType) => {
    expectToken(await send(store, { contentType }));
  });

  test("A6: the media type is compared without case", async () => {
    expectToken(await send(store, { contentType: "application/X-WWW-FORM-URLENCODED" }));
  });

  test.each(["ISO-8859-1", "utf-16", "utf-7", "us-ascii"])(
    "A7: the charset %s is refused, not guessed",
    async (charset) => {
      const contentType = `application/x-www-form-urlencoded; charset=${charset}`;
      expectError(await send(store, { contentType }), 400, "invalid_request");
    },
  );

  test("A8: a JSON body is refused", async () => {
    const form = JSON.stringify({ grant_type: "client_credentials" });
    expectError(await send(store, { contentType: "application/json", form }), 400, "invalid_request");
  });

  test("A9: multipart/form-data is refused", async () => {
    const form = `--x\r\nContent-Disposition: form-data; name="grant_type"\r\n\r\nclient_credentials\r\n--x--\r\n`;
    expectError(await send(store, { contentType: "multipart/form-data; boundary=x", form }), 400, "invalid_request");
  });

  test.each([null, "", "text", "application/x-www-form-urlencodedx", "application/x-www-form-urlencoded, text/plain"])(
    "A10: a body without its media type is refused (%s)",
    async (contentType) => {
      expectError(await send(store, { contentType }), 400, "invalid_request");
    },
  );
});

describe.each(STORES)("A: paths on %s", (store) => {
  test.each([
    "/OAUTH2/TOKEN",
    "/oauth2/token/",
    "/oauth2%2ftoken",
    "/oauth2/%74oken",
    "/oauth2//token",
    "/oauth2/./token",
    "/oauth2/x/../token",
    "/oauth2/token;x=1",
    "/oauth2/token%00",
    "/oauth2/token#fragment",
    "///oauth2/token",
    "/v2/oauth2/token",
    "/",
  ])("A15: there is nothing at %s", async (path) => {
    expectError(await send(store, { path }), 404, "invalid_request");
  });

  test.each([
    "/oauth2/token",
    "/v1/oauth2/token",
    "//oauth2/token",
    "//v1/oauth2/token",
    "/oauth2/token?",
    "/oauth2/token?unknown=1",
  ])("A15: %s is the token endpoint", async (path) => {
    expectToken(await send(store, { path }));
  });

  test("A15: the absolute form of a request target is the same path (RFC 9112 §3.2.2)", async () => {
    expectToken(await send(store, { path: "http://auth.example/oauth2/token" }));
    const answer = await send(store, { path: "http://auth.example/oauth2/token", method: "GET", form: "" });
    expectError(answer, 405, "invalid_request");
  });

  test("A15: HTML is never answered below the fixed paths", async () => {
    for (const path of ["/oauth2/x", "/v1/x", "/.well-known/x", "/api/x", "/health/x"])
      expectError(await servers.on(store).get(path, "Accept: text/html"), 404, "invalid_request");
  });
});

describe.each(STORES)("A: the Authorization header on %s", (store) => {
  const sendLines = (...lines: readonly string[]) => {
    const text = tokenRequestText({ headers: lines.map((line) => `Authorization: ${line}`) });
    return exchange(servers.on(store).port, text);
  };
  const c1 = () => basicHeader(servers.on(store).fixtures.c1.id, servers.on(store).fixtures.c1.secret);

  test("A16: a second Authorization line is refused, right or wrong, first or last", async () => {
    expectError(await sendLines(c1(), c1()), 400, "invalid_request");
    expectError(await sendLines(c1(), `Basic ${base64("x:y")}`), 400, "invalid_request");
    expectError(await sendLines("Bearer x", c1()), 400, "invalid_request");
    expectError(await sendLines("", c1()), 400, "invalid_request");
  });

  test("A16: Basic credentials joined by a comma are refused", async () => {
    expectError(await sendLines(`${c1()}, ${c1()}`), 400, "invalid_request");
    expectError(await sendLines(`${c1()},${c1()}`), 400, "invalid_request");
    expectError(await sendLines(`Bearer x, ${c1()}`), 400, "invalid_request");
  });

  test("A16: the name of the header has no case", async () => {
    const text = tokenRequestText({ headers: [`AUTHORIZATION: ${c1()}`, `authorization: ${c1()}`] });
    expectError(await exchange(servers.on(store).port, text), 400, "invalid_request");
  });
});
