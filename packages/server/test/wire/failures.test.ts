import { describe, expect, test } from "vitest";
import { MasterKeys } from "../../src/domain/master-key.ts";
import { KeyRing } from "../../src/signing/key-ring.ts";
import { expectError } from "../support/expect-answer.ts";
import { AWKWARD_SECRET } from "../support/fixtures.ts";
import { header } from "../support/raw-http.ts";
import { useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";
import { GRANT } from "../support/token-request.ts";

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
