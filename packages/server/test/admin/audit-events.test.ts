import { describe, expect, onTestFinished, test } from "vitest";
import { newIdentifier, parseClientId } from "../../src/domain/identifier.ts";
import { DAY_MILLISECONDS } from "../../src/domain/usage.ts";
import { verifyAuditTrail } from "../../src/domain/verify-audit-trail.ts";
import { deny } from "../../src/oauth/denial.ts";
import { recordDenial } from "../../src/oauth/record-denial.ts";
import { signInAs, useAdminToken } from "../support/admin-client.ts";
import { AWKWARD_SECRET, type Fixture } from "../support/fixtures.ts";
import { type RunningServer, startServer } from "../support/running-server.ts";
import { STORES, type Store } from "../support/stores.ts";

const HOSTILE = '=HYPERLINK("http://evil.example","x")';

async function start(store: Store, environment: Readonly<Record<string, string>> = {}): Promise<RunningServer> {
  const server = await startServer(store, { environment });
  onTestFinished(() => server.stop());
  return server;
}

/** Asks for a token with a wrong secret. */
async function guessSecret(server: RunningServer, { id }: Pick<Fixture, "id">, times: number): Promise<void> {
  for (let index = 0; index < times; index += 1)
    await server.request({ basic: [id, "wrong-secret-of-somebody"], headers: ["User-Agent: guess/1"] });
}

/** The lines of a file with their cells. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  let cell = "";
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (isQuoted && character === '"' && text[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === ",") {
      rows.at(-1)?.push(cell);
      cell = "";
    } else if (!isQuoted && character === "\r" && text[at + 1] === "\n") {
      rows.at(-1)?.push(cell);
      cell = "";
      rows.push([]);
      at += 1;
    } else cell += character;
  }
  return rows.slice(0, -1);
}

describe.each(STORES)("the audit log, %s", (store) => {
  test("shows who did what from where, the newest first, and page by page all of it once", async () => {
    const server = await start(store);
    const ada = await signInAs(server, "operator");
    server.clock.advance(1_000);
    const name = "A new partner";
    const created = await ada.client.call("POST /organizations", { body: { name } });
    const { items } = await ada.client.call("GET /audit-events", { query: { action: "organization.created" } });
    expect(items[0]).toMatchObject({
      actor: { kind: "user", id: ada.userId, name: "Ada Lovelace" },
      action: "organization.created",
      subject: { id: created.id, name },
      organization_id: created.id,
      organization_name: name,
      address: expect.stringMatching(/127\.0\.0\.1/),
      user_agent: expect.any(String),
      sequence: expect.any(Number),
    });
    const all = await ada.client.call("GET /audit-events", { query: { limit: 200 } });
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const page: typeof all = await ada.client.call("GET /audit-events", {
        query: { limit: 7, ...(cursor !== null && { cursor }) },
      });
      paged.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(paged).toEqual(all.items.map(({ id }) => id));
    const sequences = all.items.map(({ sequence }) => sequence ?? 0);
    expect(sequences).toEqual([...sequences].sort((a, b) => b - a));
    expect(new Set(sequences).size).toBe(sequences.length);
  });

  test("names a secret with the client that it is of", async () => {
    const server = await start(store);
    const { client } = await signInAs(server, "operator");
    const { id } = await client.call("POST /organizations", { body: { name: "A partner" } });
    const { client: billing } = await client.call("POST /clients", { body: { organization_id: id, name: "Billing" } });
    await client.call("POST /clients/:client_id/secrets", {
      params: { client_id: billing.id },
      body: { label: "second" },
    });
    const { items } = await client.call("GET /audit-events", { query: { action: "secret.", organization_id: id } });
    expect(items.map(({ subject }) => subject.name)).toEqual(["second of Billing"]);
  });

  test("is filtered by organization, subject, actor, action, the start of an action, and time", async () => {
    const server = await start(store);
    const ada = await signInAs(server, "operator");
    server.clock.advance(60_000);
    const since = new Date(server.clock.read()).toISOString();
    const partner = await ada.client.call("POST /organizations", { body: { name: "Filtered" } });
    await ada.client.call("PATCH /organizations/:organization_id", {
      params: { organization_id: partner.id },
      body: { name: "Renamed" },
    });
    const actions = async (query: Record<string, string>) =>
      (await ada.client.call("GET /audit-events", { query })).items.map(({ action }) => action);
    const both = ["organization.created", "organization.renamed"];
    expect((await actions({ organization_id: partner.id })).sort()).toEqual(both);
    expect((await actions({ subject_id: partner.id })).sort()).toEqual(both);
    expect((await actions({ actor_id: ada.userId, action: "organization." })).sort()).toEqual(both);
    expect((await actions({ since })).sort()).toEqual(both);
    expect(await actions({ since, action: "organization.renamed" })).toEqual(["organization.renamed"]);
    expect(await actions({ until: since, action: "organization.renamed" })).toEqual([]);
    expect(await actions({ actor_id: "nobody" })).toEqual([]);
    expect(await actions({ action: "organization" })).toEqual([]);
  });

  test("shows partners their own events alone, without why requests were denied", async () => {
    const server = await start(store);
    const { c1, c2 } = server.fixtures;
    const operator = await signInAs(server, "operator");
    const member = await signInAs(server, { organizationId: c2.organizationId, role: "viewer" });
    await guessSecret(server, c1, 2);
    await guessSecret(server, { id: "c2" }, 3);
    await server.service.tokenEndpoint.denials.flush();
    const query = { action: "token.denied" };
    const seen = (await operator.client.call("GET /audit-events", { query })).items;
    expect(seen.map(({ subject, details }) => [subject.id, details["reason"], details["count"]]).sort()).toEqual([
      ["c2", "wrong_secret", 3],
      [c1.id, "wrong_secret", 2],
    ]);
    expect(seen[0]).toMatchObject({ actor: { kind: "server" }, user_agent: "guess/1" });
    const own = (await member.client.call("GET /audit-events", { query })).items;
    expect(own.map(({ subject }) => subject.id)).toEqual(["c2"]);
    expect(own[0]?.details).not.toHaveProperty("reason");
    expect(own[0]?.details).toMatchObject({ count: 3 });
    const all = (await member.client.call("GET /audit-events", { query: { limit: 200 } })).items;
    expect(new Set(all.map(({ organization_id }) => organization_id))).toEqual(new Set([c2.organizationId]));
    const elsewhere = await member.client.call("GET /audit-events", { query: { organization_id: c1.organizationId } });
    expect(elsewhere.items).toEqual([]);
    const stranger = await signInAs(server, "nobody");
    expect((await stranger.client.call("GET /audit-events")).items).toEqual([]);
  });

  test("names every fact in snake_case, and tells times as text", async () => {
    const server = await start(store);
    const { client } = await signInAs(server, "operator");
    const expiresAt = "2026-08-01T00:00:00.000Z";
    await client.call("POST /admin-tokens", {
      body: { name: "Robot", organization_id: null, scopes: ["clients:read"], expires_at: expiresAt },
    });
    const { invitation } = await client.call("POST /operator-invitations", { body: {} });
    await client.call("POST /signing-keys/rotate", { body: { algorithm: "ES256", is_emergency: true } });
    await client.call("PUT /account/password", { body: { password: "seven grey herons over Trieste" } });
    const { items } = await client.call("GET /audit-events", { query: { limit: 200 } });
    const names = items.flatMap(({ before, after, details }) => Object.keys({ ...before, ...after, ...details }));
    expect(names.filter((name) => !/^[a-z]+(_[a-z]+)*$/.test(name))).toEqual([]);
    const find = (action: string) => items.find((item) => item.action === action);
    expect(find("password.changed")).toMatchObject({ before: { has_password: false }, after: { has_password: true } });
    const now = new Date(server.clock.read()).toISOString();
    expect(find("signing_key.activated")).toMatchObject({ details: { activates_at: now } });
    expect(find("invitation.created")).toMatchObject({ after: { expires_at: invitation.expires_at } });
    expect(find("admin_token.created")).toMatchObject({ after: { expires_at: expiresAt } });
  });

  test("is exported as NDJSON, the oldest first, with the filters, and that is an event too", async () => {
    const server = await start(store);
    const ada = await signInAs(server, "operator");
    const response = await ada.client.send("GET /audit-events/export", { query: { action: "client." } });
    expect([response.status, response.headers.get("content-type"), response.headers.get("cache-control")]).toEqual([
      200,
      "application/x-ndjson; charset=utf-8",
      "no-store",
    ]);
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="audit-events-2026-07-01.ndjson"');
    const lines = response.text.trimEnd().split("\n");
    const events = lines.map((line) => JSON.parse(line) as { action: string; sequence: number });
    expect(events.length).toBeGreaterThan(10);
    expect(events.every(({ action }) => action.startsWith("client."))).toBe(true);
    const exported = await ada.client.call("GET /audit-events", { query: { action: "audit.exported" } });
    expect(exported.items).toMatchObject([
      { actor: { id: ada.userId }, details: { action: "client.", format: "ndjson" } },
    ]);
  });

  test("has no word from an export by someone who is no member", async () => {
    const server = await start(store);
    const { c1, c2 } = server.fixtures;
    const operator = await signInAs(server, "operator");
    const member = await signInAs(server, { organizationId: c2.organizationId, role: "viewer" });
    const query = { organization_id: c1.organizationId };
    const foreign = await member.client.send("GET /audit-events/export", { query });
    expect([foreign.status, foreign.text]).toEqual([200, ""]);
    const exportsOf = async (organization_id: string) =>
      (await operator.client.call("GET /audit-events", { query: { organization_id, action: "audit.exported" } })).items;
    expect(await exportsOf(c1.organizationId)).toEqual([]);
    await member.client.send("GET /audit-events/export");
    expect(await exportsOf(c2.organizationId)).toMatchObject([{ actor: { id: member.userId } }]);
    await operator.client.send("GET /audit-events/export", { query });
    expect(await exportsOf(c1.organizationId)).toMatchObject([{ actor: { id: operator.userId } }]);
  });

  test("is exported in full where it is longer than a batch", async () => {
    const server = await start(store);
    const { unitOfWork } = server.service.administration;
    await unitOfWork.transaction(async ({ recordEvent }) => {
      for (let index = 0; index < 1_234; index += 1)
        await recordEvent({
          ...{ id: newIdentifier("evt"), at: server.clock.read(), actor: "server", action: "resource.changed" },
          ...{ subjectId: "many", organizationId: undefined, origin: undefined, before: undefined, after: undefined },
          details: { index },
        });
    });
    const ada = await signInAs(server, "operator");
    const response = await ada.client.send("GET /audit-events/export", {
      query: { subject_id: "many", format: "csv" },
    });
    const rows = parseCsv(response.text);
    expect([response.headers.get("content-type"), rows.length]).toEqual(["text/csv; charset=utf-8", 1_235]);
    expect(new Set(rows.map((row) => row[1])).size).toBe(1_235);
  });

  test("has no formulas in its CSV, and keeps commas, quotes and lines in their cells", async () => {
    const server = await start(store);
    const ada = await signInAs(server, "operator", HOSTILE);
    await ada.client.call("POST /organizations", { body: { name: 'Comma, "quote"' } });
    const { text } = await ada.client.send("GET /audit-events/export", {
      query: { format: "csv", action: "organization.created", actor_id: ada.userId },
    });
    const [header = [], row = []] = parseCsv(text);
    const cellOf = (name: string) => row[header.indexOf(name)];
    expect(cellOf("actor_name")).toBe(`'${HOSTILE}`);
    expect(cellOf("subject_name")).toBe('Comma, "quote"');
    expect(text.endsWith("\r\n")).toBe(true);
  });

  test("is read with an admin token that has the scope, and by nobody else", async () => {
    const server = await start(store);
    const { c2 } = server.fixtures;
    const token = await useAdminToken(server, ["audit:read"], c2.organizationId);
    const { items } = await token.call("GET /audit-events", { query: { limit: 200 } });
    expect(new Set(items.map(({ organization_id }) => organization_id))).toEqual(new Set([c2.organizationId]));
    const other = await useAdminToken(server, ["usage:read"]);
    expect((await other.send("GET /audit-events")).problem.code).toBe("forbidden");
    expect((await other.send("GET /audit-events", { headers: { authorization: undefined } })).problem.code).toBe(
      "not_signed_in",
    );
    expect((await other.send("GET /audit-events/export")).problem.code).toBe("forbidden");
  });
});

describe.each(STORES)("what is old, %s", (store) => {
  test("is dropped by the clock: usage after 48 hours, the trail after its days, which stays verifiable", async () => {
    const server = await start(store, { AUDIT_DAYS: "3" });
    const { administration, housekeeping, tokenEndpoint } = server.service;
    await server.request({ basic: ["c2", AWKWARD_SECRET] });
    await tokenEndpoint.usage.flush();
    const verify = () =>
      verifyAuditTrail({ trail: administration.auditTrail, seal: administration.auditSeal, expected: undefined });
    const before = await verify();
    server.clock.advance(3 * DAY_MILLISECONDS - 1);
    await housekeeping.run();
    expect(await verify()).toEqual(before);
    server.clock.advance(DAY_MILLISECONDS);
    await housekeeping.run();
    const ada = await signInAs(server, "operator");
    expect(await verify()).toMatchObject({
      kind: "intact",
      anchor: { sequence: before.kind === "intact" && before.entries },
    });
    const { items } = await ada.client.call("GET /audit-events", { query: { action: "audit." } });
    expect(items).toMatchObject([{ action: "audit.pruned", actor: { kind: "server" } }]);
    expect((await ada.client.call("GET /usage", { query: { range: "7d" } })).totals.issued).toBe(1);
    expect((await ada.client.call("GET /usage")).totals.issued).toBe(0);
  });
});

describe.each(STORES)("T25: what strangers ask for, %s", (store) => {
  test("unknown clients share one entry for an address and minute, whatever they call themselves", async () => {
    const server = await start(store);
    for (let index = 0; index < 40; index += 1)
      await server.request({ basic: [`nobody-${index}`, "x"], headers: [`User-Agent: agent/${index}`] });
    await server.service.tokenEndpoint.denials.flush();
    const ada = await signInAs(server, "operator");
    const { items } = await ada.client.call("GET /audit-events", { query: { action: "token.denied" } });
    expect(items).toMatchObject([
      {
        subject: { id: "", name: null },
        organization_id: null,
        user_agent: null,
        details: { reason: "unknown_client", count: 40, first_at: expect.any(String), last_at: expect.any(String) },
      },
    ]);
  });

  test("make 1,000 entries a minute and one for the rest, and addresses of one IPv6 network are one", async () => {
    const server = await start(store, { TRUSTED_PROXIES: "127.0.0.1" });
    const { denials } = server.service.tokenEndpoint;
    const denied = { client: undefined, secretId: undefined, reason: "unknown_client" };
    const now = server.clock.read();
    for (let index = 0; index < 100; index += 1)
      denials.recordRequest(denied, { address: `2001:db8::${index.toString(16)}`, userAgent: undefined }, now);
    for (let index = 0; index < 3_000; index += 1)
      denials.recordRequest(
        denied,
        { address: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`, userAgent: undefined },
        now,
      );
    await denials.flush();
    const ada = await signInAs(server, "operator");
    const { text } = await ada.client.send("GET /audit-events/export", { query: { action: "token.denied" } });
    const events = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { address: string | null; details: { count: number; reason: string } });
    expect(events).toHaveLength(1_001);
    expect(events.reduce((sum, { details }) => sum + details.count, 0)).toBe(3_100);
    expect(events.find(({ address }) => address === "2001:db8:0:0::/64")?.details.count).toBe(100);
    expect(events.find(({ address }) => address === null)?.details).toMatchObject({ reason: "various", count: 2_001 });
  });

  test("secrets that are guessed at introspection and revocation are gathered, too", async () => {
    const server = await start(store);
    const wrong = { basic: ["c2", "wrong"] as const, form: "token=x" };
    for (const path of ["/oauth2/introspect", "/oauth2/revoke"]) await server.request({ ...wrong, path });
    await server.service.tokenEndpoint.denials.flush();
    const ada = await signInAs(server, "operator");
    const { items } = await ada.client.call("GET /audit-events", { query: { action: "token.denied" } });
    expect(items).toMatchObject([{ subject: { id: "c2" }, details: { reason: "wrong_secret", count: 2 } }]);
  });

  test("a database that is away is nobody's denial, and counted all the same", async () => {
    const server = await start(store);
    const { tokenEndpoint } = server.service;
    const form = { contentType: undefined, authorization: [], query: "", body: Buffer.alloc(0) };
    const request = { ...form, address: "192.0.2.1", userAgent: undefined };
    recordDenial(deny("store_unavailable", { clientId: parseClientId("c2") }), request, tokenEndpoint);
    await tokenEndpoint.denials.flush();
    await tokenEndpoint.usage.flush();
    const ada = await signInAs(server, "operator");
    const { items } = await ada.client.call("GET /audit-events", { query: { action: "token.denied" } });
    expect(items).toEqual([]);
    expect((await ada.client.call("GET /usage")).totals).toEqual({ issued: 0, denied: 1 });
  });
});

describe.each(STORES)("sign-ins that are denied, %s", (store) => {
  test("are gathered by account and address, and seen by operators", async () => {
    const server = await start(store);
    const ada = await signInAs(server, "operator");
    const { deniedSignIns } = server.service.admin;
    const origin = { address: "192.0.2.7", userAgent: "browser" };
    for (let index = 0; index < 5; index += 1)
      deniedSignIns.record({ at: server.clock.read(), origin, reason: "wrong_password", userId: ada.userId });
    await server.service.tokenEndpoint.denials.flush();
    const { items } = await ada.client.call("GET /audit-events", { query: { action: "user.sign_in_denied" } });
    expect(items).toMatchObject([
      {
        subject: { id: ada.userId, name: "Ada Lovelace" },
        address: "192.0.2.7",
        user_agent: "browser",
        details: { reason: "wrong_password", count: 5 },
      },
    ]);
  });
});
