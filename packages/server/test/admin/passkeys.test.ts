import { beforeEach, describe, expect, it } from "vitest";
import { AdminClient } from "../support/admin-client.ts";
import {
  createLink,
  FOR_OPERATOR,
  joinWithPasskey,
  joinWithPassword,
  newAuthenticator,
  newEmail,
  readActions,
} from "../support/people.ts";
import { useServers } from "../support/running-server.ts";
import type { Deviation } from "../support/software-authenticator.ts";
import { STORES } from "../support/stores.ts";

/** What an attacker, a broken browser or another site would send. */
const DEVIATIONS: Readonly<Record<string, Deviation>> = {
  "from another origin": { origin: "https://evil.example" },
  "for another site": { relyingPartyId: "evil.example" },
  "to another challenge": { challenge: Buffer.alloc(32).toString("base64url") },
  "of another type": { type: "payment.get" },
  "without a PIN or finger": { isUserVerified: false },
};

describe.each(STORES)("passkeys, %s", (store) => {
  const servers = useServers();
  beforeEach(() => servers.on(store).clock.advanceSeconds(120));

  it("makes an account, asks for a passkey that needs no e-mail address, and names it after the browser", async () => {
    const server = servers.on(store);
    const token = await createLink(server, FOR_OPERATOR);
    const email = newEmail();
    const client = new AdminClient(server);
    const person = { token, name: "Ada", email };
    const { ceremony, options } = await client.call("POST /links/passkey/options", { body: person });
    expect(options).toMatchObject({
      rp: { id: "localhost", name: "celitech-auth" },
      user: { name: email, displayName: "Ada" },
      attestation: "none",
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
    });
    const response = newAuthenticator(server).create(options);
    const userAgent = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:150.0) Gecko/20100101 Firefox/150.0";
    const made = await client.call("POST /links/passkey", {
      body: { ...person, ceremony, response },
      headers: { "user-agent": userAgent },
    });
    expect(made.session).toMatchObject({ has_passkey: true, has_password: false });
    expect(Buffer.from(String((options["user"] as { id: string }).id), "base64url").toString()).toBe(
      made.session.user.id,
    );
    expect((await client.call("GET /account")).passkeys).toMatchObject([
      { name: "Firefox on macOS", is_synced: false, last_used_at: null },
    ]);
  });

  it("signs in without being told who it is", async () => {
    const server = servers.on(store);
    const { authenticator, answer } = await joinWithPasskey(server);
    const client = new AdminClient(server);
    const { ceremony, options } = await client.call("POST /sign-in/passkey/options");
    expect(options).toMatchObject({ rpId: "localhost", userVerification: "required", allowCredentials: [] });
    const state = await client.call("POST /sign-in/passkey", {
      body: { ceremony, response: authenticator.get(options) },
    });
    expect(state.user.id).toBe(answer.session.user.id);
    expect(await client.call("GET /session")).toEqual(state);
    expect((await client.call("GET /account")).passkeys[0]?.last_used_at).toBe(
      new Date(server.clock.read()).toISOString(),
    );
  });

  it("takes the relying party from the configuration, whatever Host says", async () => {
    const client = new AdminClient(servers.on(store));
    const { options } = await client.call("POST /sign-in/passkey/options", {
      headers: { host: "evil.example", "x-forwarded-host": "evil.example" },
    });
    expect(options["rpId"]).toBe("localhost");
  });

  it.each(Object.entries(DEVIATIONS))("makes no account with a response %s", async (_, deviation) => {
    const server = servers.on(store);
    const client = new AdminClient(server);
    const person = { token: await createLink(server, FOR_OPERATOR), name: "Eve", email: newEmail() };
    const { ceremony, options } = await client.call("POST /links/passkey/options", { body: person });
    const body = { ...person, ceremony, response: newAuthenticator(server).create(options, deviation) };
    const { status, problem } = await client.send("POST /links/passkey", { body });
    expect([status, problem.code]).toEqual([422, "invalid"]);
  });

  it.each(
    Object.entries({
      ...DEVIATIONS,
      "signed by another key": { isForged: true },
      "whose counter went back": { counter: 1 },
      "of another user": { userHandle: Buffer.from("usr_other").toString("base64url") },
    }),
  )("signs nobody in with a response %s", async (_, deviation) => {
    const server = servers.on(store);
    const { authenticator } = await joinWithPasskey(server);
    const client = new AdminClient(server);
    const signIn = async (wrong: Deviation) => {
      const { ceremony, options } = await client.call("POST /sign-in/passkey/options");
      const response = authenticator.get(options, wrong);
      return client.send("POST /sign-in/passkey", { body: { ceremony, response } });
    };
    expect((await signIn({ counter: 7 })).status).toBe(200);
    const { status, problem, headers } = await signIn({ counter: 8, ...deviation });
    expect([status, problem.code, headers.getSetCookie()]).toEqual([401, "sign_in_failed", []]);
  });

  it("lets no ceremony succeed twice, though many send it at once", async () => {
    const server = servers.on(store);
    const { authenticator } = await joinWithPasskey(server);
    const { ceremony, options } = await new AdminClient(server).call("POST /sign-in/passkey/options");
    const body = { ceremony, response: authenticator.get(options, { counter: 0 }) };
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => new AdminClient(server).send("POST /sign-in/passkey", { body })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
  });

  it("makes no second account with a passkey that someone has", async () => {
    const server = servers.on(store);
    const { authenticator } = await joinWithPasskey(server);
    const client = new AdminClient(server);
    const person = { token: await createLink(server, FOR_OPERATOR), name: "Twin", email: newEmail() };
    const { ceremony, options } = await client.call("POST /links/passkey/options", { body: person });
    const body = { ...person, ceremony, response: authenticator.create(options) };
    const { status, problem } = await client.send("POST /links/passkey", { body });
    expect([status, problem.code]).toEqual([409, "conflict"]);
    expect((await client.send("POST /links/inspect", { body: { token: person.token } })).status).toBe(200);
  });

  it("completes a ceremony for five minutes, and none that was changed", async () => {
    const server = servers.on(store);
    const { authenticator } = await joinWithPasskey(server);
    const client = new AdminClient(server);
    const begin = () => client.call("POST /sign-in/passkey/options");
    const send = (ceremony: string, options: Record<string, unknown>) =>
      client.send("POST /sign-in/passkey", { body: { ceremony, response: authenticator.get(options) } });
    const [first, second] = [await begin(), await begin()];
    const [payload = "", seal] = first.ceremony.split(".");
    const later = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
    const changed = Buffer.from(JSON.stringify({ ...later, expiresAt: Number.MAX_SAFE_INTEGER })).toString("base64url");
    for (const ceremony of [`${changed}.${seal}`, payload, "", `${payload}.`, "not.sealed"])
      expect([ceremony, (await send(ceremony, first.options)).status]).toEqual([ceremony, 401]);
    server.clock.advance(299_999);
    expect((await send(first.ceremony, first.options)).status).toBe(200);
    server.clock.advance(1);
    expect((await send(second.ceremony, second.options)).status).toBe(401);
  });

  it("completes a ceremony only for what it was begun for", async () => {
    const server = servers.on(store);
    const { client, authenticator } = await joinWithPasskey(server);
    const other = await joinWithPasskey(server);
    const signingIn = await client.call("POST /sign-in/passkey/options");
    const confirming = await client.call("POST /session/confirm/passkey/options");
    const adding = await client.call("POST /account/passkeys/options");
    const token = await createLink(server, FOR_OPERATOR);
    const person = { token, name: "Eve", email: newEmail() };
    const device = newAuthenticator(server);
    const get = ({ ceremony, options }: typeof signingIn, of = authenticator) => ({
      body: { ceremony, response: of.get(options) },
    });
    const answers = [
      await client.send("POST /session/confirm/passkey", get(signingIn)),
      await new AdminClient(server).send("POST /sign-in/passkey", get(confirming)),
      await other.client.send("POST /session/confirm/passkey", get(confirming, other.authenticator)),
      await other.client.send("POST /account/passkeys", {
        body: { ceremony: adding.ceremony, response: device.create(adding.options) },
      }),
      await new AdminClient(server).send("POST /links/passkey", {
        body: { ...person, ceremony: adding.ceremony, response: device.create(adding.options) },
      }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 422, 422]);
    expect((await client.send("POST /session/confirm/passkey", get(confirming))).status).toBe(200);
  });

  it("answers junk as it answers a wrong passkey", async () => {
    const client = new AdminClient(servers.on(store));
    const { ceremony } = await client.call("POST /sign-in/passkey/options");
    for (const response of [
      {},
      { id: 7 },
      { id: "x\u0000y" },
      { id: "unknown" },
      { id: "unknown", rawId: "unknown", type: "public-key", response: null },
      { id: "unknown", rawId: "unknown", type: "public-key", response: { clientDataJSON: "e30" } },
    ]) {
      const { status, problem } = await client.send("POST /sign-in/passkey", { body: { ceremony, response } });
      expect([status, problem.code]).toEqual([401, "sign_in_failed"]);
    }
  });

  it("confirms with a passkey of one's own alone", async () => {
    const server = servers.on(store);
    const { client, authenticator, answer } = await joinWithPasskey(server);
    const other = await joinWithPasskey(server);
    const confirm = async (device: typeof authenticator) => {
      const { ceremony, options } = await client.call("POST /session/confirm/passkey/options");
      expect(options["allowCredentials"]).toMatchObject([{ id: authenticator.credentialId }]);
      return client.send("POST /session/confirm/passkey", { body: { ceremony, response: device.get(options) } });
    };
    server.clock.advance(900_000);
    expect((await client.send("POST /account/recovery-codes")).problem.code).toBe("recent_sign_in_required");
    expect((await confirm(other.authenticator)).status).toBe(401);
    const confirmed = await confirm(authenticator);
    expect(confirmed.body.confirmed_until).toBe(new Date(server.clock.read() + 900_000).toISOString());
    expect((await client.send("POST /account/recovery-codes")).status).toBe(201);
    expect(await readActions(server, answer.session.user.id)).toContain("user.confirmed");
  });

  it("adds passkeys, none of them twice, and removes all but the last way to sign in", async () => {
    const server = servers.on(store);
    const { client, authenticator, answer } = await joinWithPasskey(server);
    const add = async (device: typeof authenticator, name?: string) => {
      const { ceremony, options } = await client.call("POST /account/passkeys/options");
      expect(options["excludeCredentials"]).toContainEqual(expect.objectContaining({ id: authenticator.credentialId }));
      const body = { ceremony, response: device.create(options), ...(name !== undefined && { name }) };
      return client.send("POST /account/passkeys", { body });
    };
    const key = newAuthenticator(server);
    server.clock.advance(1);
    const added = await add(key, "Security key");
    expect([added.status, added.body.passkeys.map(({ name }) => name)]).toEqual([201, ["Security key", "Passkey"]]);
    expect((await add(key)).problem.code).toBe("conflict");
    const remove = (id: string) => client.send("DELETE /account/passkeys/:passkey_id", { params: { passkey_id: id } });
    const [one, two] = await Promise.all([remove(key.credentialId), remove(authenticator.credentialId)]);
    expect([one.status, two.status].sort()).toEqual([200, 409]);
    expect((await client.call("GET /account")).passkeys).toHaveLength(1);
    expect((await remove("never-there")).status).toBe(404);
    expect(await readActions(server, answer.session.user.id)).toEqual(
      expect.arrayContaining(["passkey.added", "passkey.removed"]),
    );
  });

  it("removes the last passkey of someone with a password, and nobody else's", async () => {
    const server = servers.on(store);
    const { client } = await joinWithPassword(server);
    const other = await joinWithPasskey(server);
    const device = newAuthenticator(server);
    const { ceremony, options } = await client.call("POST /account/passkeys/options");
    await client.call("POST /account/passkeys", { body: { ceremony, response: device.create(options) } });
    const remove = (id: string) => client.send("DELETE /account/passkeys/:passkey_id", { params: { passkey_id: id } });
    expect((await remove(other.authenticator.credentialId)).status).toBe(404);
    expect((await remove(device.credentialId)).status).toBe(200);
    const next = await client.call("POST /sign-in/passkey/options");
    const body = { ceremony: next.ceremony, response: device.get(next.options) };
    expect((await client.send("POST /sign-in/passkey", { body })).status).toBe(401);
  });
});
