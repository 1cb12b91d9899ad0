import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { REVOCATIONS_PER_MINUTE_MAX } from "../../src/domain/revocation-limit.ts";
import { KyselyRevocationLog } from "../../src/storage/revocation-log.ts";
import { expectError, expectToken } from "../support/expect-answer.ts";
import { AWKWARD_SECRET, clientId, PLAIN_SECRET } from "../support/fixtures.ts";
import { forge, issue, present, REVOKE } from "../support/presented-token.ts";
import { header, type RawAnswer } from "../support/raw-http.ts";
import { type RunningServer, startServer, useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";
import { FORM_TYPE, formEncode } from "../support/token-request.ts";
import { withoutTable } from "../support/without-table.ts";

const servers = useServers();
const C2 = ["c2", AWKWARD_SECRET] as const;
const SEVERAL = ["several", PLAIN_SECRET] as const;

function expectDone(answer: RawAnswer): void {
  expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body: "" });
  expect(header(answer, "cache-control")).toBe("no-store");
}

async function isRevoked({ service }: RunningServer, token: string): Promise<boolean> {
  const { jti = "", ...claims } = decodeJwt(token);
  return service.introspectionEndpoint.revocations.isTokenRevoked(jti, String(claims["cred"]));
}

describe.each(STORES)("G8: revocation on %s", (store) => {
  test("G8: a token of one's own is truly revoked, and others are not", async () => {
    const server = servers.on(store);
    const [token, other] = [await issue(server), await issue(server)];
    expectDone(await present(server, REVOKE, C2, token));
    expect([await isRevoked(server, token), await isRevoked(server, other)]).toEqual([true, false]);
    expectDone(await present(server, REVOKE, C2, token));
  });

  test("G8: by either method of authentication", async () => {
    const server = servers.on(store);
    const token = await issue(server);
    const form = { token, client_id: "c2", client_secret: AWKWARD_SECRET };
    expectDone(await server.request({ path: REVOKE, form }));
    expect(await isRevoked(server, token)).toBe(true);
  });

  test("G8: an unknown token, garbage, an expired and a forged one are not active already: 200", async () => {
    const server = servers.on(store);
    const token = await issue(server);
    const forgeries = [
      "unknown",
      "a.b.c",
      "x".repeat(9_000),
      forge(token, 0, (text) => text.replace('"alg":"ES256"', '"alg":"none"')),
      forge(token, 0, (text) => text.replace("at+jwt", "JWT")),
      forge(token, 1, (text) => text.replace('"c2"', '"c1"')),
      forge(token, 2, (text) => `${text.slice(0, -1)}~`),
      `${token}.x`,
    ];
    for (const forgery of forgeries) expectDone(await present(server, REVOKE, C2, forgery));
    expect(await isRevoked(server, token)).toBe(false);
  });

  test("G8: a token of another client is refused, with one answer whatever became of it", async () => {
    const server = servers.on(store);
    const foreign = await issue(server, ...SEVERAL);
    const answer = await present(server, REVOKE, C2, foreign);
    expectError(answer, 400, "invalid_grant");
    expect(await isRevoked(server, foreign)).toBe(false);
    expectDone(await present(server, REVOKE, SEVERAL, foreign));
    expect((await present(server, REVOKE, C2, foreign)).body).toBe(answer.body);
    expect(answer.body).not.toContain("several");
  });

  test.each(["refresh_token", "access_token", "something_else", ""])(
    "G8: the hint %j changes nothing",
    async (hint) => {
      const server = servers.on(store);
      const token = await issue(server);
      expectDone(await present(server, REVOKE, C2, token, { form: { token_type_hint: hint } }));
      expect(await isRevoked(server, token)).toBe(true);
    },
  );

  test("G8: nothing happens without authentication, a form, or one token in the body", async () => {
    const server = servers.on(store);
    const token = await issue(server);
    const basic = C2;
    expectError(await server.request({ path: REVOKE, form: { token } }), 401, "invalid_client");
    expectError(await present(server, REVOKE, ["c2", "wrong"], token), 401, "invalid_client");
    expectError(await server.request({ path: REVOKE, basic, form: "" }), 400, "invalid_request");
    expectError(await server.request({ path: REVOKE, basic, form: "token=" }), 400, "invalid_request");
    const twice = `token=${token}&token=${token}`;
    expectError(await server.request({ path: REVOKE, basic, form: twice }), 400, "invalid_request");
    const contentType = "application/json";
    const asJson = { path: REVOKE, basic, contentType, form: JSON.stringify({ token }) };
    expectError(await server.request(asJson), 400, "invalid_request");
    const inQuery = { path: `${REVOKE}?token=${token}`, basic, form: "" };
    expectError(await server.request(inQuery), 400, "invalid_request");
    expectError(await server.get(REVOKE), 405, "invalid_request");
    expect(await isRevoked(server, token)).toBe(false);
  });

  test("T03: who fails too often waits, here as at the token endpoint", async () => {
    const server = servers.on(store);
    const attempt = () =>
      server.request({
        path: REVOKE,
        contentType: FORM_TYPE,
        form: { token: "x", client_id: "c1", client_secret: "x" },
      });
    let answer = await attempt();
    for (let count = 0; count < 100 && answer.status === 401; count += 1) answer = await attempt();
    expectError(answer, 429, "temporarily_unavailable");
    expect(header(answer, "retry-after")).toMatch(/^[1-9]\d*$/);
    server.clock.advanceSeconds(60);
    await server.seesChanges();
  });

  test("T25: one client cannot make the list longer than APIs accept", async () => {
    const server = servers.on(store);
    const { revocationLimit } = server.service.revocationEndpoint;
    const token = await issue(server, ...SEVERAL);
    for (let count = 0; count < REVOCATIONS_PER_MINUTE_MAX; count += 1)
      revocationLimit.take(clientId("several"), server.clock.read());
    expectError(await present(server, REVOKE, SEVERAL, token), 429, "temporarily_unavailable");
    expectDone(await present(server, REVOKE, C2, await issue(server)));
    server.clock.advanceSeconds(60);
    await server.seesChanges();
    expectDone(await present(server, REVOKE, SEVERAL, token));
    expect(await isRevoked(server, token)).toBe(true);
  });

  test("T22: what cannot be written is 503, and the token still stands", async () => {
    const server = servers.on(store);
    const token = await issue(server);
    await withoutTable(server, "revocations", async () => {
      const answer = await present(server, REVOKE, C2, token);
      expectError(answer, 503, "temporarily_unavailable");
      expect(header(answer, "retry-after")).toMatch(/^[1-9]\d*$/);
    });
    expect(await isRevoked(server, token)).toBe(false);
  });

  test("T07: no token is in the log, and it says who revoked what", async () => {
    const server = servers.on(store);
    const token = await issue(server);
    expectDone(await present(server, REVOKE, C2, token));
    const lines = server.log.lines.join("");
    for (const text of [token, formEncode(token), token.split(".")[2] ?? "-"]) expect(lines).not.toContain(text);
    expect(server.log.lines.some((line) => line.includes(REVOKE) && line.includes('"client":"c2"'))).toBe(true);
  });
});

describe("V51: pruning", () => {
  test("V51: a revocation that was pruned is of a token that has expired", async () => {
    const server = await startServer("SQLite");
    try {
      const token = await issue(server);
      const { exp = 0 } = expectToken(await server.request({ basic: C2 }));
      expectDone(await present(server, REVOKE, C2, token));
      const { revocations } = server.service.revocationEndpoint;
      if (!(revocations instanceof KyselyRevocationLog)) throw new Error("the store keeps the revocations");
      await revocations.prune(exp + server.config.staleSeconds);
      expect(await isRevoked(server, token)).toBe(true);
      await revocations.prune(exp + server.config.staleSeconds + 62);
      expect(await isRevoked(server, token)).toBe(false);
    } finally {
      await server.stop();
    }
  });
});
