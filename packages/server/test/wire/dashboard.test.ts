import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectError, expectToken } from "../support/expect-answer.ts";
import { PLAIN_SECRET } from "../support/fixtures.ts";
import { exchange, header, type RawAnswer } from "../support/raw-http.ts";
import { type RunningServer, startServer } from "../support/running-server.ts";

const HTML = "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";
const COOKIE = "Cookie: other=1; celitech_auth_session=of-the-test";
const SCRIPT = `export const text = "${"x".repeat(2_000)}";`;
const SIGN_IN_PAGES = ["/sign-in", "/setup", "/invitation", "/sign-in-link", "/recover", "/sign-in?to=%2Fclients"];

const folder = mkdtempSync(join(tmpdir(), "celitech-auth-dashboard-"));
const page = (title: string) =>
  `<!doctype html><html><head><meta name="csp-nonce" content="__CSP_NONCE__" /><title>${title}</title></head></html>`;

let server: RunningServer;
beforeAll(async () => {
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), page("the app"));
  writeFileSync(join(folder, "sign-in.html"), page("signing in"));
  writeFileSync(join(folder, "favicon.svg"), "<svg/>");
  writeFileSync(join(folder, ".sources"), "a hash");
  writeFileSync(join(folder, "assets/index-abc.js"), SCRIPT);
  writeFileSync(join(folder, "assets/index-abc.js.br"), brotliCompressSync(SCRIPT));
  writeFileSync(join(folder, "assets/index-abc.js.gz"), gzipSync(SCRIPT));
  server = await startServer("SQLite", {
    dashboardFolder: folder,
    environment: { PUBLIC_URL: "http://localhost:4000", SUPPORT_URL: 'https://support.example/?a="b"&c' },
  });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const titleOf = ({ body }: RawAnswer) => /<title>(.*)<\/title>/.exec(body)?.[1];
const nonceOf = ({ body }: RawAnswer) => /name="csp-nonce" content="([^"]*)"/.exec(body)?.[1] ?? "";

describe("a page of the dashboard", () => {
  test.each(SIGN_IN_PAGES)("before signing in is the same file: %s", async (path) => {
    const answer = await server.get(path, HTML);
    expect([answer.status, titleOf(answer)]).toEqual([200, "signing in"]);
  });

  test.each(["/", "/clients", "/clients/celitech_client_x?tab=secrets", "/a%20b", "/sign-in/x"])(
    "after signing in is the app's: %s",
    async (path) => {
      const answer = await server.get(path, HTML, COOKIE);
      expect([answer.status, titleOf(answer)]).toEqual([200, "the app"]);
    },
  );

  test("forbids scripts and styles but its own, frames, caches, and telling its address", async () => {
    const answer = await server.get("/sign-in", HTML);
    const nonce = nonceOf(answer);
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{24}$/);
    expect(Object.fromEntries(answer.headers.map(([name, value]) => [name.toLowerCase(), value]))).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
      "x-frame-options": "DENY",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "strict-transport-security": expect.stringContaining("max-age="),
      "permissions-policy": expect.stringContaining("camera=()"),
    });
  });

  test("has a nonce of its own each time", async () => {
    const answers = [await server.get("/sign-in", HTML), await server.get("/sign-in", HTML)];
    expect(new Set(answers.map(nonceOf)).size).toBe(2);
  });

  test("is told the public URL, the support address as it is, and whether a session came along", async () => {
    const meta = (answer: RawAnswer) => /<meta name="celitech-auth" ([^>]*) \/>/.exec(answer.body)?.[1];
    const told =
      'data-public-url="http://localhost:4000" data-support-url="https://support.example/?a=&quot;b&quot;&amp;c"';
    expect(meta(await server.get("/sign-in", HTML))).toBe(told);
    expect(meta(await server.get("/sign-in", HTML, COOKIE))).toBe(`${told} data-has-session=""`);
  });

  test("is sent to nobody who does not ask for HTML, and by no other method", async () => {
    for (const path of ["/", "/sign-in", "/clients"]) {
      expectError(await server.get(path), 404, "invalid_request");
      expectError(await server.get(path, "Accept: */*"), 404, "invalid_request");
      expectError(await server.get(path, "Accept: application/json, text/htmlx"), 404, "invalid_request");
      expectError(await server.request({ path, headers: [HTML] }), 404, "invalid_request");
    }
  });

  test.each(["/oauth2/x", "/oauth2", "/v1/x", "//v1/x", "/.well-known/x", "/api/x", "/api", "/health/x", "/assets/x"])(
    "is never answered below the paths of programs: %s",
    async (path) => expectError(await server.get(path, HTML, COOKIE), 404, "invalid_request"),
  );
});

describe("without a session", () => {
  test.each([
    ["/", "/sign-in"],
    ["/clients", "/sign-in?to=%2Fclients"],
    ["/clients?search=a%26b&status=active", "/sign-in?to=%2Fclients%3Fsearch%3Da%2526b%26status%3Dactive"],
    ["/?to=//evil.example", "/sign-in?to=%2F%3Fto%3D%2F%2Fevil.example"],
  ])("%s leads to signing in and back", async (path, location) => {
    const answer = await server.get(path, HTML, "Cookie: celitech_auth_session=");
    expect([answer.status, header(answer, "location")]).toEqual([302, location]);
    expect(header(answer, "cache-control")).toBe("no-store");
  });

  test.each(["//evil.example", "//evil.example/clients", "/\\evil.example", "http://evil.example/"])(
    "%s leads nowhere",
    async (path) => {
      const answer = await server.get(path, HTML);
      expect([answer.status, header(answer, "location")]).toEqual([404, undefined]);
    },
  );
});

describe("at another address of the same machine", () => {
  const getFrom = (host: string, path: string) =>
    exchange(server.port, [`GET ${path} HTTP/1.1`, `Host: ${host}`, HTML, "", ""].join("\r\n"));

  test.each(["127.0.0.1:4000", "[::1]:4000"])("%s leads to the public URL, where passkeys work", async (host) => {
    const answer = await getFrom(host, "/setup?x=1");
    expect([answer.status, header(answer, "location")]).toEqual([302, "http://localhost:4000/setup?x=1"]);
  });

  test.each(["localhost:4000", "localhost:8080", "127.0.0.1:8080", "auth.example", "127.0.0.1:4000.evil.example"])(
    "%s gets the page: it is the public URL, or that may not be reachable",
    async (host) => expect((await getFrom(host, "/sign-in")).status).toBe(200),
  );
});

describe("a file of the dashboard", () => {
  const get = (path: string, encoding: string) =>
    fetch(`http://127.0.0.1:${server.port}${path}`, { headers: { "accept-encoding": encoding } });

  test.each([
    ["gzip, deflate, br", "br"],
    ["br;q=0, gzip", "gzip"],
    ["GZIP;q=0.5", "gzip"],
    ["identity", null],
    ["*", null],
    ["brx, xgzip", null],
  ])("is sent as the browser likes it: %s", async (accepted, sent) => {
    const answer = await get("/assets/index-abc.js", accepted);
    expect(answer.headers.get("content-encoding")).toBe(sent);
    expect(await answer.text()).toBe(SCRIPT);
    expect(answer.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(answer.headers.get("vary")).toBe("accept-encoding");
  });

  test("whose name stays is kept for minutes", async () => {
    const answer = await get("/favicon.svg", "br");
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
    expect(answer.headers.get("cache-control")).toBe("public, max-age=300");
  });

  test.each([
    "/assets/index-abc.js.br",
    "/assets/none.js",
    "/assets/../index.html",
    "/assets/%2e%2e/.sources",
    "/.sources",
    "/index.html",
  ])("that is none, or none to be sent, is a 404: %s", async (path) => {
    expectError(await server.get(path), 404, "invalid_request");
  });
});

test("a dashboard that is not built says so, and tokens are issued", async () => {
  const bare = await startServer("SQLite", { environment: { PUBLIC_URL: "http://localhost:4000" } });
  try {
    for (const path of ["/", "/sign-in"]) {
      const answer = await bare.get(path, HTML);
      expect([answer.status, titleOf(answer)]).toEqual([503, "The dashboard is not built"]);
      expect(header(answer, "content-security-policy")).toContain("default-src 'none'");
    }
    expectError(await bare.get("/"), 404, "invalid_request");
    expectToken(await bare.request({ basic: ["several", PLAIN_SECRET], form: { grant_type: "client_credentials" } }));
  } finally {
    await bare.stop();
  }
});
