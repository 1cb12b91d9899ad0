import { beforeEach, describe, expect, it } from "vitest";
import { AdminClient } from "../support/admin-client.ts";
import { joinWithPasskey, joinWithPassword, newEmail, PASSWORD, readActions } from "../support/people.ts";
import { readRows } from "../support/read-rows.ts";
import { useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";

const ELSEWHERE = { "x-forwarded-for": "203.0.113.7" };

describe.each(STORES)("passwords, %s", (store) => {
  const servers = useServers({ environment: { TRUSTED_PROXIES: "127.0.0.1" } });
  beforeEach(() => servers.on(store).clock.advanceSeconds(120));

  const signIn = (
    email: string,
    password: string,
    headers: Readonly<Record<string, string>> = {},
    client = new AdminClient(servers.on(store)),
  ) => client.send("POST /sign-in/password", { body: { email, password }, headers });

  it("signs in with the e-mail address in any case", async () => {
    const { email, answer } = await joinWithPassword(servers.on(store));
    const { status, body } = await signIn(email.toUpperCase(), PASSWORD);
    expect([status, body.user?.id]).toEqual([200, answer.session.user.id]);
  });

  it("takes a letter for the same however a keyboard writes it", async () => {
    const server = servers.on(store);
    const { client, email } = await joinWithPassword(server);
    await client.call("PUT /account/password", { body: { password: "caf\u00e9-orbit-vivid-harbor" } });
    expect((await signIn(email, "cafe\u0301-orbit-vivid-harbor")).status).toBe(200);
  });

  it("gives one answer, and the same work, for a wrong password, an unknown address and an account without one", async () => {
    const server = servers.on(store);
    const { email } = await joinWithPassword(server);
    const { email: withoutPassword } = await joinWithPasskey(server);
    const { passwords } = server.service.admin;
    const attempts = [
      [email, "wrong-password-here"],
      [newEmail(), PASSWORD],
      [withoutPassword, PASSWORD],
    ] as const;
    const answers = [];
    for (const [address, password] of attempts) {
      const before = passwords.computations;
      answers.push(await signIn(address, password));
      expect(passwords.computations - before).toBe(1);
    }
    const visible = answers.map(({ status, problem: { request_id, ...problem } }) => ({ status, problem }));
    expect(visible.map(({ status, problem }) => [status, problem.code])).toEqual([
      [401, "sign_in_failed"],
      [401, "sign_in_failed"],
      [401, "sign_in_failed"],
    ]);
    expect(visible[1]).toEqual(visible[0]);
    expect(visible[2]).toEqual(visible[0]);
  });

  it("stores argon2id with 19 MiB and two passes, and no password", async () => {
    const server = servers.on(store);
    await joinWithPassword(server);
    const rows = (await readRows(server, "users")).filter((row) => row.password_hash !== null);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it("limits failures of one address for one account, while the right password works from elsewhere", async () => {
    const server = servers.on(store);
    const { email } = await joinWithPassword(server);
    const answers = [];
    for (let index = 0; index < 11; index += 1) answers.push(await signIn(email, `wrong-password-${index}`, ELSEWHERE));
    expect(answers.map(({ status }) => status)).toEqual([...Array<number>(10).fill(401), 429]);
    const limited = await signIn(email, PASSWORD, ELSEWHERE);
    expect([limited.status, limited.problem.code]).toEqual([429, "too_many_attempts"]);
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await signIn(email, PASSWORD, { "x-forwarded-for": "203.0.113.8" })).status).toBe(200);
    const { email: other } = await joinWithPassword(server);
    expect((await signIn(other, PASSWORD, ELSEWHERE)).status).toBe(200);
    server.clock.advanceSeconds(7);
    expect((await signIn(email, PASSWORD, ELSEWHERE)).status).toBe(200);
  });

  it("counts an IPv6 network of 64 bits as one address", async () => {
    const email = newEmail();
    for (let index = 0; index < 10; index += 1)
      await signIn(email, PASSWORD, { "x-forwarded-for": `2001:db8:1:2::${index + 1}` });
    expect((await signIn(email, PASSWORD, { "x-forwarded-for": "2001:db8:1:2:ffff::1" })).status).toBe(429);
    expect((await signIn(email, PASSWORD, { "x-forwarded-for": "2001:db8:1:3::1" })).status).toBe(401);
  });

  it("says to come again when too many passwords wait to be checked", async () => {
    const server = servers.on(store);
    const { email } = await joinWithPassword(server);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        signIn(email, PASSWORD, { "x-forwarded-for": `203.0.113.${index + 20}` }),
      ),
    );
    const busy = answers.filter(({ status }) => status === 503);
    expect(busy.length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(16);
    expect([busy[0]?.problem.code, busy[0]?.headers.get("retry-after")]).toEqual(["unavailable", "1"]);
    expect((await signIn(email, PASSWORD)).status).toBe(200);
  });

  it("changes the password: the old one and all other sessions end, this one stays", async () => {
    const server = servers.on(store);
    const { email, client, answer } = await joinWithPassword(server);
    const other = new AdminClient(server);
    await signIn(email, PASSWORD, {}, other);
    expect((await other.send("GET /session")).status).toBe(200);
    const weak = await client.send("PUT /account/password", { body: { password: "Ada.Lovelace.12" } });
    expect([weak.status, weak.problem.errors?.[0]?.field]).toEqual([422, "password"]);
    expect(weak.problem.detail).toContain("your name or e-mail address");
    const password = "another-gentle-walrus-tune";
    expect(await client.call("PUT /account/password", { body: { password } })).toMatchObject({ has_password: true });
    expect((await other.send("GET /session")).status).toBe(401);
    expect((await client.send("GET /session")).status).toBe(200);
    expect((await signIn(email, PASSWORD)).status).toBe(401);
    expect((await signIn(email, password)).status).toBe(200);
    expect(await readActions(server, answer.session.user.id)).toContain("password.changed");
  });

  it("confirms with the password alone, and counts what fails", async () => {
    const server = servers.on(store);
    const { client } = await joinWithPassword(server);
    server.clock.advance(900_000);
    const risky = () => client.send("PUT /account/password", { body: { password: "another-gentle-walrus-tune" } });
    const confirm = (password: string) => client.send("POST /session/confirm/password", { body: { password } });
    expect((await risky()).problem.code).toBe("recent_sign_in_required");
    expect((await confirm("wrong-password-here")).status).toBe(401);
    expect((await confirm(PASSWORD)).status).toBe(200);
    expect((await risky()).status).toBe(200);
    for (let index = 0; index < 9; index += 1) await confirm("wrong-password-here");
    expect((await confirm(PASSWORD)).status).toBe(429);
    expect((await client.send("GET /session")).status).toBe(200);
  });

  it("confirms nobody without a password by one", async () => {
    const { client } = await joinWithPasskey(servers.on(store));
    expect((await client.send("POST /session/confirm/password", { body: { password: PASSWORD } })).status).toBe(401);
  });
});
