import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BreakableServer, startBreakableServer } from "../support/breakable-server.ts";
import { expectError, expectToken } from "../support/expect-answer.ts";
import { AWKWARD_SECRET, PLAIN_SECRET } from "../support/fixtures.ts";
import { header, json, type RawAnswer } from "../support/raw-http.ts";
import { STORES } from "../support/stores.ts";
import { GRANT } from "../support/token-request.ts";

const STALE_SECONDS = 300;

function expectUnavailable(answer: RawAnswer): void {
  expectError(answer, 503, "temporarily_unavailable");
  expect(header(answer, "retry-after")).toMatch(/^[1-9]\d*$/);
}

// In their order: each test begins where the one before has ended.
describe.each(STORES)("D14: the database goes away on %s", (store) => {
  let breakable: BreakableServer;
  beforeAll(async () => {
    breakable = await startBreakableServer(store, { environment: { STALE_SECONDS: String(STALE_SECONDS) } });
  });
  afterAll(() => breakable.stop());
  const as = (id: string, secret: string) => breakable.server.request({ basic: [id, secret] });

  test("D14: with the database there, all is as ever", async () => {
    expectToken(await as("c2", AWKWARD_SECRET));
    expectError(await as("nobody", "x"), 401, "invalid_client");
  });

  test("D14: before the server has noticed, a client that is not in memory gets 503, never 401", async () => {
    await breakable.breakDatabase();
    const answers = await Promise.all(Array.from({ length: 10 }, () => as("claims", PLAIN_SECRET)));
    for (const answer of answers) expectUnavailable(answer);
  });

  test("D14: a client that is in memory goes on getting tokens", async () => {
    await breakable.noticed(false);
    expectToken(await as("c2", AWKWARD_SECRET));
    expect((await breakable.server.get("/health/ready")).status).toBe(200);
    expect((await breakable.server.get("/.well-known/jwks.json")).status).toBe(200);
  });

  test("D14: nobody is refused for what the database could say otherwise", async () => {
    expectUnavailable(await as("claims", PLAIN_SECRET)); // not in memory
    expectUnavailable(await as("never-seen", "x"));
    expectUnavailable(await as("nobody", "x")); // known not to exist, as long as the database said so
    expectUnavailable(await as("c2", "wrong")); // perhaps rotated meanwhile
  });

  test("D14: what no database could make right is refused as ever", async () => {
    const { request } = breakable.server;
    expectError(await request({ form: GRANT }), 401, "invalid_client");
    expectError(await request({ basic: ["c2", AWKWARD_SECRET], form: "grant_type=x" }), 400, "unsupported_grant_type");
  });

  test("D14: a client in memory is served for CELITECH_AUTH_STALE_SECONDS, and then no longer", async () => {
    breakable.server.clock.advanceSeconds(STALE_SECONDS);
    expectToken(await as("c2", AWKWARD_SECRET));
    breakable.server.clock.advance(1);
    expectUnavailable(await as("c2", AWKWARD_SECRET));
    expectUnavailable(await as("c2", "wrong"));
    const ready = await breakable.server.get("/health/ready");
    expect({ status: ready.status, body: json(ready) }).toEqual({
      status: 503,
      body: { status: "database_unreachable" },
    });
    expect((await breakable.server.get("/health/live")).status).toBe(200);
  });

  test("D14: when the database is back, all is as before", async () => {
    await breakable.mendDatabase();
    await breakable.noticed(true);
    expectToken(await as("c2", AWKWARD_SECRET));
    expectToken(await as("claims", PLAIN_SECRET));
    expectError(await as("nobody", "x"), 401, "invalid_client");
    expectError(await as("c2", "wrong"), 401, "invalid_client");
    expect((await breakable.server.get("/health/ready")).status).toBe(200);
  });
});
