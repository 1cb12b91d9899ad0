import { beforeEach, describe, expect, it } from "vitest";
import { AdminClient } from "../support/admin-client.ts";
import { joinWithPasskey, newEmail, readActions } from "../support/people.ts";
import { readRows } from "../support/read-rows.ts";
import { useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";

describe.each(STORES)("recovery codes, %s", (store) => {
  const servers = useServers();
  beforeEach(() => servers.on(store).clock.advanceSeconds(120));

  const signIn = (email: string, code: string, client = new AdminClient(servers.on(store))) =>
    client.send("POST /sign-in/recovery-code", { body: { email, code } });

  it("gives ten codes that read well, and stores none of them", async () => {
    const server = servers.on(store);
    const { answer } = await joinWithPasskey(server);
    for (const code of answer.recovery_codes)
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(new Set(answer.recovery_codes).size).toBe(10);
    const stored = JSON.stringify(await readRows(server, "recovery_codes"));
    for (const code of answer.recovery_codes) expect(stored).not.toContain(code.replaceAll("-", ""));
  });

  it("signs in once with each code, however it is typed, and lets the passkey be replaced", async () => {
    const server = servers.on(store);
    const { email, answer } = await joinWithPasskey(server);
    const [first = "", second = ""] = answer.recovery_codes;
    const client = new AdminClient(server);
    const signedIn = await signIn(email, first.toLowerCase().replaceAll("-", " ").replaceAll("0", "o"), client);
    expect([signedIn.status, signedIn.body.user?.id]).toEqual([200, answer.session.user.id]);
    expect((await signIn(email, first)).status).toBe(401);
    expect(await client.call("GET /account")).toMatchObject({ recovery_codes_left: 9 });
    expect((await client.send("POST /account/passkeys/options")).status).toBe(200);
    expect((await signIn(email, second)).status).toBe(200);
    expect(await readActions(server, answer.session.user.id)).toContain("recovery_code.used");
  });

  it("lets one of many who use a code at once in", async () => {
    const { email, answer } = await joinWithPasskey(servers.on(store));
    const [code = ""] = answer.recovery_codes;
    const answers = await Promise.all([1, 2, 3, 4].map(() => signIn(email, code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
  });

  it("gives one answer for a wrong code, another's code and an unknown address", async () => {
    const server = servers.on(store);
    const { email } = await joinWithPasskey(server);
    const other = await joinWithPasskey(server);
    const answers = [
      await signIn(email, "AAAAA-AAAAA-AAAAA-AAAAA"),
      await signIn(email, other.answer.recovery_codes[0] ?? ""),
      await signIn(newEmail(), other.answer.recovery_codes[0] ?? ""),
      await signIn(email, "\u0000"),
    ];
    expect(answers.map(({ status, problem }) => [status, problem.code, problem.detail])).toEqual(
      answers.map(() => [401, "sign_in_failed", answers[0]?.problem.detail]),
    );
    expect((await signIn(other.email, other.answer.recovery_codes[0] ?? "")).status).toBe(200);
  });

  it("limits how often codes may be tried", async () => {
    const { email, answer } = await joinWithPasskey(servers.on(store));
    for (let index = 0; index < 10; index += 1) await signIn(email, "AAAAA-AAAAA-AAAAA-AAAAA");
    expect((await signIn(email, answer.recovery_codes[0] ?? "")).status).toBe(429);
  });

  it("renews the codes: the old ones end", async () => {
    const server = servers.on(store);
    const { client, email, answer } = await joinWithPasskey(server);
    const { recovery_codes: renewed } = await client.call("POST /account/recovery-codes");
    expect((await signIn(email, answer.recovery_codes[0] ?? "")).status).toBe(401);
    expect((await signIn(email, renewed[9] ?? "")).status).toBe(200);
  });
});
