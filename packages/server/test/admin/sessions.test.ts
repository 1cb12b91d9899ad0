import { beforeEach, describe, expect, it } from "vitest";
import { AdminClient, signInAs } from "../support/admin-client.ts";
import { createLink, joinWithPassword, PASSWORD, readActions } from "../support/people.ts";
import { readRows } from "../support/read-rows.ts";
import { useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";

const HOUR = 3_600_000;
const COOKIE = "celitech_auth_session";

describe.each(STORES)("sessions, %s", (store) => {
  const servers = useServers();
  beforeEach(() => servers.on(store).clock.advanceSeconds(120));

  it("knows nobody without a cookie, and nobody by a cookie that is none of ours", async () => {
    const server = servers.on(store);
    const client = new AdminClient(server);
    const { status, problem, headers } = await client.send("GET /session");
    expect([status, problem.code]).toEqual([401, "not_signed_in"]);
    expect(headers.get("cache-control")).toBe("no-store");
    for (const value of ["x", "a".repeat(43), "'; drop table sessions --"]) {
      client.cookies.set(COOKIE, encodeURIComponent(value));
      expect((await client.send("GET /session")).status).toBe(401);
    }
  });

  it("stores the hash of the token alone", async () => {
    const server = servers.on(store);
    const { client, sessionId } = await signInAs(server, "nobody");
    const rows = (await readRows(server, "sessions")).filter((row) => row.id === sessionId);
    const token = client.cookies.get(COOKIE) ?? "";
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(rows[0]?.token_hash).toHaveLength(32);
  });

  it("ends after 12 hours without a request, and after 7 days in any case", async () => {
    const server = servers.on(store);
    const idle = await signInAs(server, "nobody");
    server.clock.advance(12 * HOUR - 1);
    expect((await idle.client.send("GET /session")).status).toBe(200);
    server.clock.advance(12 * HOUR);
    expect((await idle.client.send("GET /session")).status).toBe(401);
    const long = await signInAs(server, "nobody");
    const begun = server.clock.read();
    for (let hours = 11; hours < 7 * 24; hours += 11) {
      server.clock.advance(11 * HOUR);
      expect((await long.client.send("GET /session")).status).toBe(200);
    }
    const { expires_at } = await long.client.call("GET /session");
    expect(Date.parse(expires_at)).toBe(begun + 7 * 24 * HOUR);
    server.clock.advance(begun + 7 * 24 * HOUR - server.clock.read());
    expect((await long.client.send("GET /session")).status).toBe(401);
  });

  it("writes down when and from where it was last used, once a minute at most", async () => {
    const server = servers.on(store);
    const { client, sessionId } = await signInAs(server, "nobody");
    const lastSeen = async () => (await server.service.administration.people.sessions.find(sessionId))?.lastSeenAt;
    const begun = server.clock.read();
    server.clock.advance(59_999);
    await client.call("GET /session", { headers: { "user-agent": "first" } });
    expect(await lastSeen()).toBe(begun);
    server.clock.advance(1);
    await client.call("GET /session", { headers: { "user-agent": "second" } });
    expect(await lastSeen()).toBe(begun + 60_000);
    const { items } = await client.call("GET /sessions");
    expect(items).toMatchObject([
      { id: sessionId, is_current: true, address: expect.stringContaining("127.0.0.1"), user_agent: "second" },
    ]);
  });

  it("begins a new session with each sign-in, and ends the one that the browser had", async () => {
    const server = servers.on(store);
    const { client, email } = await joinWithPassword(server);
    const before = client.cookies.get(COOKIE) ?? "";
    const planted = new AdminClient(server);
    planted.cookies.set(COOKIE, "A".repeat(43));
    for (const browser of [client, planted])
      await browser.call("POST /sign-in/password", { body: { email, password: PASSWORD } });
    expect(client.cookies.get(COOKIE)).not.toBe(before);
    expect(planted.cookies.get(COOKIE)).not.toBe("A".repeat(43));
    const old = new AdminClient(server);
    old.cookies.set(COOKIE, before);
    expect((await old.send("GET /session")).status).toBe(401);
    expect((await client.call("GET /sessions")).items).toHaveLength(2);
  });

  it("signs out: the cookie is cleared, and its copy is nobody's", async () => {
    const server = servers.on(store);
    const { client, userId } = await signInAs(server, "nobody");
    const copy = new AdminClient(server);
    copy.cookies.set(COOKIE, client.cookies.get(COOKIE) ?? "");
    const { status, headers } = await client.send("DELETE /session");
    expect([status, headers.getSetCookie()[0]]).toEqual([
      204,
      expect.stringMatching(/^celitech_auth_session=; Max-Age=0/),
    ]);
    expect((await copy.send("GET /session")).status).toBe(401);
    expect((await client.send("DELETE /session")).status).toBe(401);
    expect(await readActions(server, userId)).toContain("user.signed_out");
  });

  it("ends another session of one's own, and nobody else's", async () => {
    const server = servers.on(store);
    const { client, email, answer } = await joinWithPassword(server);
    const other = new AdminClient(server);
    const { session_id } = await other.call("POST /sign-in/password", { body: { email, password: PASSWORD } });
    const stranger = await signInAs(server, "operator");
    const end = (one: AdminClient, id: string) =>
      one.send("DELETE /sessions/:session_id", { params: { session_id: id } });
    expect((await end(stranger.client, session_id)).status).toBe(404);
    expect((await end(client, stranger.sessionId)).status).toBe(404);
    expect((await end(client, session_id)).status).toBe(204);
    expect((await end(client, session_id)).status).toBe(404);
    expect((await other.send("GET /session")).status).toBe(401);
    const own = await end(client, answer.session.session_id);
    expect([own.status, own.headers.getSetCookie()[0]]).toEqual([204, expect.stringContaining("Max-Age=0")]);
    expect((await client.send("GET /session")).status).toBe(401);
    expect(await readActions(server, answer.session.user.id)).toContain("session.ended");
  });

  it("keeps the newest twenty of a user", async () => {
    const server = servers.on(store);
    const { client, userId } = await signInAs(server, "nobody");
    const others: AdminClient[] = [];
    for (let index = 0; index < 20; index += 1) {
      server.clock.advance(1);
      others.push(new AdminClient(server));
      const token = await createLink(server, { kind: "sign_in", userId });
      await others.at(-1)?.call("POST /links/sign-in", { body: { token } });
    }
    expect((await client.send("GET /session")).status).toBe(401);
    expect((await others[0]?.call("GET /sessions"))?.items).toHaveLength(20);
  });

  it("takes changes from the dashboard's own pages alone", async () => {
    const server = servers.on(store);
    const { client } = await signInAs(server, "operator");
    for (const origin of [undefined, "https://evil.example", "http://localhost:4001", "null"]) {
      const { status, problem } = await client.send("DELETE /session", { headers: { origin } });
      expect([origin, status, problem.code]).toEqual([origin, 403, "cross_site"]);
    }
    const signIn = await new AdminClient(server).send("POST /sign-in/password", {
      body: { email: "a@example.com", password: "x" },
      headers: { origin: "https://evil.example" },
    });
    expect(signIn.problem.code).toBe("cross_site");
    expect((await client.send("GET /session", { headers: { origin: undefined } })).status).toBe(200);
  });

  it("tells what the dashboard has to know", async () => {
    const server = servers.on(store);
    const { client, userId, email } = await signInAs(server, "operator");
    const now = server.clock.read();
    expect(await client.call("GET /session")).toEqual({
      user: { id: userId, name: "Ada Lovelace", email },
      ...{ is_operator: true, memberships: [], has_passkey: false, has_password: false },
      session_id: expect.stringMatching(/^ses_/),
      expires_at: new Date(now + 12 * HOUR).toISOString(),
      confirmed_until: new Date(now + 900_000).toISOString(),
      service: {
        public_url: server.config.publicUrl,
        issuer: server.config.issuer,
        token_url: `${server.config.publicUrl}/oauth2/token`,
        default_audience: server.config.defaultAudience,
        support_url: null,
        version: expect.any(String),
      },
    });
  });

  it("changes name and address, and refuses an address that another has", async () => {
    const server = servers.on(store);
    const { client, userId } = await signInAs(server, "nobody");
    const other = await signInAs(server, "nobody");
    const changed = await client.call("PATCH /account", { body: { name: "New Name", email: "New@Example.com" } });
    expect(changed.user).toMatchObject({ name: "New Name", email: `new@example.com` });
    const taken = await client.send("PATCH /account", { body: { email: other.email.toUpperCase() } });
    expect([taken.status, taken.problem.errors?.[0]?.field]).toEqual([409, "email"]);
    expect((await client.call("PATCH /account", { body: {} })).user.name).toBe("New Name");
    expect(await readActions(server, userId)).toContain("user.changed");
    server.clock.advance(900_000);
    expect((await client.send("PATCH /account", { body: { name: "X" } })).problem.code).toBe("recent_sign_in_required");
  });
});
