import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { MasterKeys } from "../../src/domain/master-key.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { KeyRing } from "../../src/signing/key-ring.ts";
import { captureLog } from "../support/captured-log.ts";
import { expectError, expectToken } from "../support/expect-answer.ts";
import { AWKWARD_SECRET } from "../support/fixtures.ts";
import { exchange, header, json } from "../support/raw-http.ts";
import { startServer, testConfig, useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";
import { GRANT, tokenRequestText } from "../support/token-request.ts";

// A key ring without a key: signing throws, as nothing in a request can make it.
const emptyRing = new KeyRing({ listSigningKeys: async () => [] }, new MasterKeys(Buffer.alloc(32)));
const servers = useServers({
  changeService: (service) => ({ ...service, tokenEndpoint: { ...service.tokenEndpoint, keyRing: emptyRing } }),
});

describe.each(STORES)("D16: a failure of the server itself on %s", (store) => {
  test("D16: it is answered 500, says nothing, and names the request for support", async () => {
    const { request, log } = servers.on(store);
    const answer = await request({ basic: ["c2", AWKWARD_SECRET], form: `${GRANT}&scope=read` });
    expectError(answer, 500, "server_error");
    expect(answer.body).not.toMatch(/key|sign|Error:|\.ts/i);
    const requestId = header(answer, "x-request-id") ?? "";
    expect(requestId).not.toBe("");
    const lines = log.lines.filter((line) => line.includes(requestId));
    expect(lines.some((line) => line.includes('"request failed"') && line.includes("key-ring"))).toBe(true);
    expect(lines.join("")).not.toContain(AWKWARD_SECRET);
  });

  test("D16: the process lives, and serves the next request", async () => {
    const { request, get } = servers.on(store);
    expectError(await request({ basic: ["c2", AWKWARD_SECRET] }), 500, "server_error");
    expectError(await request({ basic: ["c2", "wrong"] }), 401, "invalid_client");
    expect((await get("/health/live")).status).toBe(200);
  });
});

describe("D14: a server whose database is not there yet", () => {
  test("D14: it answers 503 with Retry-After, and says that it is starting", async () => {
    const config = testConfig("/nowhere", "sqlite:/nowhere/test.sqlite");
    const server = createHttpServer({
      ...config,
      dashboardFolder: undefined,
      service: { current: undefined, isStopping: false },
      staleMilliseconds: 0,
      requestTimeoutMilliseconds: 1_000,
      ...captureLog(),
    });
    await server.listen({ host: "127.0.0.1", port: 0 });
    try {
      const { port } = server.server.address() as AddressInfo;
      const answer = await exchange(port, tokenRequestText({ basic: ["c2", AWKWARD_SECRET] }));
      expectError(answer, 503, "temporarily_unavailable");
      expect(header(answer, "retry-after")).toMatch(/^[1-9]\d*$/);
      const get = (path: string) => exchange(port, `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
      expectError(await get("/.well-known/jwks.json"), 503, "temporarily_unavailable");
      expect(json(await get("/health/ready"))).toEqual({ status: "starting" });
      expect((await get("/health/live")).status).toBe(200);
    } finally {
      await server.close();
    }
  });
});

describe("A15: paths of one's own", () => {
  test("A15: the token endpoint answers at those of CELITECH_AUTH_TOKEN_PATHS alone, the first of which is published", async () => {
    const server = await startServer("SQLite", { environment: { TOKEN_PATHS: "/token,/v2/token,/token,//token" } });
    try {
      for (const path of ["/token", "//token", "/v2/token", "//v2/token"])
        expectToken(await server.request({ basic: ["c2", AWKWARD_SECRET], path }));
      expectError(await server.request({ basic: ["c2", AWKWARD_SECRET] }), 404, "invalid_request");
      const metadata = json(await server.get("/.well-known/oauth-authorization-server"));
      expect(metadata["token_endpoint"]).toBe("https://auth.example/token");
    } finally {
      await server.stop();
    }
  });
});
