import { describe, expect, onTestFinished, test } from "vitest";
import { rotateSecret } from "../../src/domain/administration/change-secret.ts";
import { createClient } from "../../src/domain/administration/create-client.ts";
import { isProblem } from "../../src/domain/administration/outcome.ts";
import { parseClientId } from "../../src/domain/identifier.ts";
import { DAY_MILLISECONDS } from "../../src/domain/usage.ts";
import { signInAs, useAdminToken } from "../support/admin-client.ts";
import { API, AWKWARD_SECRET, OTHER_API } from "../support/fixtures.ts";
import { issue, present, REVOKE } from "../support/presented-token.ts";
import { type RunningServer, startServer } from "../support/running-server.ts";
import { STORES, type Store } from "../support/stores.ts";

async function start(store: Store): Promise<RunningServer> {
  const server = await startServer(store);
  onTestFinished(() => server.stop());
  return server;
}

const C2 = ["c2", AWKWARD_SECRET] as const;

async function request(server: RunningServer, times: number, credentials: readonly [string, string] = C2) {
  for (let index = 0; index < times; index += 1) await server.request({ basic: [...credentials] });
  await server.service.tokenEndpoint.usage.flush();
}

describe.each(STORES)("usage over time, %s", (store) => {
  test("has every bucket of a day, in 10 minutes, also those in which nothing was", async () => {
    const server = await start(store);
    const ada = await signInAs(server, "operator");
    await request(server, 2);
    server.clock.advanceSeconds(11 * 60);
    await server.seesChanges();
    await request(server, 3);
    await request(server, 1, ["c2", "wrong"]);
    const { buckets, totals, bucket_seconds } = await ada.client.call("GET /usage");
    expect([buckets.length, bucket_seconds, totals]).toEqual([144, 600, { issued: 5, denied: 1 }]);
    expect(buckets.slice(-2)).toEqual([
      { at: "2026-07-01T12:00:00.000Z", issued: 2, denied: 0 },
      { at: "2026-07-01T12:10:00.000Z", issued: 3, denied: 1 },
    ]);
    expect(buckets.slice(0, -2).every(({ issued, denied }) => issued + denied === 0)).toBe(true);
  });

  test("has a week in hours, and a month in quarters of a day", async () => {
    const server = await start(store);
    const ada = await signInAs(server, "operator");
    await request(server, 1);
    server.clock.advance(5 * DAY_MILLISECONDS);
    await server.seesChanges();
    await request(server, 2);
    const later = await signInAs(server, "operator");
    const week = await later.client.call("GET /usage", { query: { range: "7d" } });
    expect([week.buckets.length, week.bucket_seconds, week.totals.issued]).toEqual([168, 3_600, 3]);
    const month = await later.client.call("GET /usage", { query: { range: "30d" } });
    expect([month.buckets.length, month.bucket_seconds, month.totals.issued]).toEqual([120, 21_600, 3]);
    expect((await later.client.call("GET /usage")).totals.issued).toBe(2);
    expect(ada.userId).not.toBe(later.userId);
  });

  test("is told for a client, a secret and an organization, and to whom they belong", async () => {
    const server = await start(store);
    const { c1, c2 } = server.fixtures;
    await request(server, 2);
    await request(server, 3, [c1.id, c1.secret]);
    const member = await signInAs(server, { organizationId: c2.organizationId, role: "viewer" });
    const ada = await signInAs(server, "operator");
    const issued = async ({ client }: typeof ada, query: Record<string, string>) =>
      (await client.call("GET /usage", { query })).totals.issued;
    expect(await issued(ada, {})).toBe(5);
    expect(await issued(ada, { client_id: "c2" })).toBe(2);
    expect(await issued(ada, { secret_id: c1.secretId })).toBe(3);
    expect(await issued(ada, { client_id: "c2", secret_id: c1.secretId })).toBe(0);
    expect(await issued(ada, { organization_id: c2.organizationId })).toBe(2);
    expect(await issued(member, {})).toBe(2);
    expect(await issued(member, { client_id: c1.id })).toBe(0);
    expect(await issued(member, { secret_id: c1.secretId })).toBe(0);
    expect(await issued(member, { organization_id: c1.organizationId })).toBe(0);
  });
});

describe.each(STORES)("the activity of a client, %s", (store) => {
  test("tells alike requests together, the latest first, with why for operators alone", async () => {
    const server = await start(store);
    const { c2 } = server.fixtures;
    await request(server, 3);
    server.clock.advanceSeconds(1);
    await server.seesChanges();
    await server.request({ basic: ["c2", "wrong"], headers: ["User-Agent: guess/1"] });
    await request(server, 0);
    const ada = await signInAs(server, "operator");
    const params = { client_id: "c2" };
    const { items } = await ada.client.call("GET /clients/:client_id/activity", { params });
    expect(items).toMatchObject([
      {
        outcome: "denied",
        count: 1,
        reason: "wrong_secret",
        user_agent: "guess/1",
        secret_id: null,
        secret_hint: null,
      },
      { outcome: "issued", count: 3, reason: null, secret_id: c2.secretId, secret_hint: expect.any(String) },
    ]);
    const issued = await ada.client.call("GET /clients/:client_id/activity", { params, query: { outcome: "issued" } });
    expect(issued.items).toHaveLength(1);
    const member = await signInAs(server, { organizationId: c2.organizationId, role: "viewer" });
    const seen = await member.client.call("GET /clients/:client_id/activity", { params });
    expect(seen.items.map(({ reason }) => reason)).toEqual([null, null]);
    const stranger = await signInAs(server, { organizationId: server.fixtures.c1.organizationId, role: "owner" });
    const refused = await stranger.client.send("GET /clients/:client_id/activity", { params });
    expect(refused.problem.code).toBe("not_found");
  });

  test("is paged without losing or repeating any, also of one instant", async () => {
    const server = await start(store);
    for (let index = 0; index < 23; index += 1)
      await server.request({ basic: [...C2], headers: [`User-Agent: agent/${index}`] });
    await server.service.tokenEndpoint.usage.flush();
    const ada = await signInAs(server, "operator");
    const agents: (string | null)[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { limit: "5", ...(cursor !== null && { cursor }) };
      const params = { client_id: "c2" };
      const { items, next_cursor }: { items: readonly { user_agent: string | null }[]; next_cursor: string | null } =
        await ada.client.call("GET /clients/:client_id/activity", { params, query });
      agents.push(...items.map(({ user_agent }) => user_agent));
      cursor = next_cursor;
    } while (cursor !== null);
    expect([agents.length, new Set(agents).size]).toEqual([23, 23]);
  });
});

describe.each(STORES)("what to look at, %s", (store) => {
  test("finds secrets that end, ended or never end, idle clients and rotations, page by page", async () => {
    const server = await start(store);
    const { unitOfWork, hasher } = server.service.administration;
    const now = server.clock.read();
    const make = async (name: string, secretExpiresAt?: number) => {
      const created = await unitOfWork.transaction((transaction) =>
        createClient(
          { transaction, actor: "test", now },
          { ...REQUEST, name, ...(secretExpiresAt !== undefined && { secretExpiresAt }) },
          hasher,
        ),
      );
      if (isProblem(created)) throw new Error(created.message);
      return created;
    };
    const soon = await make("soon", now + 10 * DAY_MILLISECONDS);
    const far = await make("far", now + 300 * DAY_MILLISECONDS);
    const rotated = await make("rotated");
    const id = parseClientId(rotated.client.id);
    if (id === undefined) throw new Error("a client has an id");
    const rotation = await unitOfWork.transaction((transaction) =>
      rotateSecret(
        { transaction, actor: "test", now },
        { clientId: id, overlapMilliseconds: DAY_MILLISECONDS },
        hasher,
      ),
    );
    expect(isProblem(rotation)).toBe(false);
    const ada = await signInAs(server, "operator");
    const findings = async (query: Record<string, string> = {}) => {
      const all: { kind: string; client_id: string; at: string | null }[] = [];
      let cursor: string | null = null;
      do {
        const page: { items: typeof all; next_cursor: string | null } = await ada.client.call(
          "GET /security-findings",
          {
            query: { limit: "2", ...query, ...(cursor !== null && { cursor }) },
          },
        );
        all.push(...page.items);
        cursor = page.next_cursor;
      } while (cursor !== null);
      return all;
    };
    const kindsOf = async (clientId: string) =>
      (await findings()).filter(({ client_id }) => client_id === clientId).map(({ kind }) => kind);
    expect(await kindsOf(soon.client.id)).toEqual(["secret_expires_soon"]);
    expect(await kindsOf(far.client.id)).toEqual([]);
    expect((await kindsOf(rotated.client.id)).sort()).toEqual(["rotation_under_way", "secret_never_expires"]);
    expect(await kindsOf("expired")).toEqual(["secret_expired"]);
    const all = await findings();
    const whole = (await ada.client.call("GET /security-findings", { query: { limit: 200 } })).items;
    expect(all).toEqual(whole);
    expect((await findings({ kind: "client_idle" })).length).toBe(0);
    server.clock.advance(91 * DAY_MILLISECONDS);
    await server.seesChanges();
    const later = await signInAs(server, "operator");
    const idle = await later.client.call("GET /security-findings", { query: { kind: "client_idle", limit: 200 } });
    expect(idle.items.map(({ client_id }) => client_id)).toContain(far.client.id);
    expect(idle.items.every(({ at, secret_id }) => at === null && secret_id === null)).toBe(true);
  });

  test("shows partners their own clients alone", async () => {
    const server = await start(store);
    const { c1, c2 } = server.fixtures;
    const member = await signInAs(server, { organizationId: c2.organizationId, role: "viewer" });
    const { items } = await member.client.call("GET /security-findings", { query: { limit: 200 } });
    expect(items.map(({ client_id, kind }) => [client_id, kind])).toEqual([["c2", "secret_never_expires"]]);
    const query = { organization_id: c1.organizationId };
    expect((await member.client.call("GET /security-findings", { query })).items).toEqual([]);
    expect((await member.client.send("GET /security-findings", { query: { cursor: "x" } })).problem.code).toBe(
      "invalid",
    );
  });
});

const REQUEST = {
  organization: undefined,
  kind: "client",
  authenticationMethod: "client_secret",
  claims: {},
  grants: [{ audience: API, scope: "read" }],
} as const;

describe.each(STORES)("what an API would say of a token, %s", (store) => {
  test("accepts a token that was issued here for its audience, and shows what is in it", async () => {
    const server = await start(store);
    const ada = await signInAs(server, "nobody");
    const token = await issue(server);
    const judge = (access_token: string, audience = API) =>
      ada.client.call("POST /token-verdicts", { body: { access_token, audience } });
    const verdict = await judge(token);
    expect(verdict).toMatchObject({
      ...{ verdict: "accepted", reason: null, detail: null },
      header: { alg: "ES256", typ: "at+jwt", kid: expect.any(String) },
      claims: { iss: server.config.issuer, aud: API, client_id: "c2" },
    });
    expect(await judge(token, OTHER_API)).toMatchObject({ verdict: "refused", reason: "audience_mismatch" });
    expect(await judge(`${token.slice(0, -8)}AAAAAAAA`)).toMatchObject({ reason: "signature_invalid" });
    expect(await judge("not a token")).toMatchObject({ reason: "token_malformed", header: null, claims: null });
    await present(server, REVOKE, [...C2], token);
    expect(await judge(token)).toMatchObject({ verdict: "refused", reason: "token_revoked" });
    const expiring = await issue(server);
    server.clock.advanceSeconds(3_700);
    await server.seesChanges();
    const later = await signInAs(server, "nobody");
    const body = { access_token: expiring, audience: API };
    expect(await later.client.call("POST /token-verdicts", { body })).toMatchObject({ reason: "token_expired" });
  });

  test("keeps and logs nothing of the token", async () => {
    const server = await start(store);
    const ada = await signInAs(server, "operator");
    const token = await issue(server);
    await ada.client.call("POST /token-verdicts", { body: { access_token: token, audience: API } });
    expect(server.log.lines.join("\n")).not.toContain(token.split(".")[1]);
  });
});

describe.each(STORES)("the state of the service, %s", (store) => {
  test("is told to operators, and to nobody else", async () => {
    const server = await start(store);
    await request(server, 4);
    const ada = await signInAs(server, "operator");
    const state = await ada.client.call("GET /service");
    expect(state).toMatchObject({
      version: expect.any(String),
      started_at: expect.stringMatching(/^2026-07-01T12:00/),
      database: store === "SQLite" ? "sqlite" : "postgres",
      is_database_reachable: true,
      clients: Object.keys(server.fixtures).length,
      clients_in_memory: 1,
      clients_in_memory_max: expect.any(Number),
      usage_last_hour: { issued: 4, denied: 0 },
      revocation_sequence: expect.any(Number),
      audit: { entries: expect.any(Number), head: expect.stringMatching(/^\d+:[0-9a-f]{64}$/) },
    });
    expect(state.signing_keys.map(({ algorithm }) => algorithm)).toEqual(["ES256", "RS256"]);
    const member = await signInAs(server, { organizationId: server.fixtures.c2.organizationId, role: "owner" });
    expect((await member.client.send("GET /service")).problem.code).toBe("forbidden");
    const token = await useAdminToken(server, ["service:read"]);
    expect((await token.call("GET /service")).audit.entries).toBeGreaterThan(state.audit.entries);
  });
});
