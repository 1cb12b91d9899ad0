import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { AdminClient, signInAs } from "../support/admin-client.ts";
import { createLink, FOR_OPERATOR, newAuthenticator, newEmail, PASSWORD, readActions } from "../support/people.ts";
import { type RunningServer, useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";

const SETUP = { kind: "setup" } as const;

describe.each(STORES)("setting up, %s", (store) => {
  const servers = useServers();
  beforeEach(() => removeOperators(servers.on(store)));

  it("makes exactly one administrator of many who submit the link at once", async () => {
    const server = servers.on(store);
    const token = await createLink(server, SETUP);
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map((index) =>
        new AdminClient(server).send("POST /links/password", {
          body: { token, name: `Person ${index}`, email: newEmail(), password: PASSWORD },
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 410, 410, 410, 410]);
    expect(await server.service.administration.people.users.countOperators()).toBe(1);
  });

  it("signs the first operator in, who then sees who they are, and removes the file with the link", async () => {
    const server = servers.on(store);
    const file = join(server.config.dataFolder, "setup-link.txt");
    writeFileSync(file, "the link");
    const client = new AdminClient(server);
    const token = await createLink(server, SETUP);
    const email = newEmail();
    const body = { token, name: " Grace Hopper ", email: email.toUpperCase(), password: PASSWORD };
    const made = await client.send("POST /links/password", { body });
    expect(made.status).toBe(201);
    expect(made.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^celitech_auth_session=[A-Za-z0-9]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    expect(new Set(made.body.recovery_codes).size).toBe(10);
    expect(await client.call("GET /session")).toEqual(made.body.session);
    expect(made.body.session).toMatchObject({
      user: { name: "Grace Hopper", email },
      ...{ is_operator: true, memberships: [], has_password: true, has_passkey: false },
    });
    expect(existsSync(file)).toBe(false);
    expect(await readActions(server, made.body.session.user.id)).toEqual([
      "operator.joined",
      "recovery_codes.renewed",
      "user.created",
      "user.signed_in",
    ]);
  });

  it("says what a set-up link is for, and leaves it unused", async () => {
    const server = servers.on(store);
    const token = await createLink(server, SETUP);
    const inspect = () => new AdminClient(server).call("POST /links/inspect", { body: { token } });
    expect(await inspect()).toEqual({
      ...{ kind: "setup", organization_name: null, role: null, invited_by: null, email: null },
      expires_at: new Date(server.clock.read() + 3_600_000).toISOString(),
    });
    expect(await inspect()).toMatchObject({ kind: "setup" });
  });

  it("takes no set-up link once there is an operator, by whichever way they became one", async () => {
    const server = servers.on(store);
    const token = await createLink(server, SETUP);
    await signInAs(server, "operator");
    await expectSpent(server, token);
  });

  it("takes no set-up link after an hour", async () => {
    const server = servers.on(store);
    const token = await createLink(server, SETUP);
    server.clock.advance(3_600_000);
    await expectSpent(server, token);
  });

  it("takes a set-up link that another replaced no more", async () => {
    const server = servers.on(store);
    const first = await createLink(server, SETUP);
    const second = await createLink(server, SETUP);
    await expectSpent(server, first);
    const body = { token: second, name: "Ada", email: newEmail(), password: PASSWORD };
    expect((await new AdminClient(server).send("POST /links/password", { body })).status).toBe(201);
    await expectSpent(server, second);
  });

  it("keeps the link when the account cannot be made, and says why", async () => {
    const server = servers.on(store);
    const { email: taken } = await signInAs(server, "nobody");
    const token = await createLink(server, SETUP);
    const client = new AdminClient(server);
    const send = (email: string, password: string) =>
      client.send("POST /links/password", { body: { token, name: "Ada", email, password } });
    const answers = [
      await send(taken, PASSWORD),
      await send(newEmail(), "password1234"),
      await send(newEmail(), "short"),
      await send("no-address", PASSWORD),
    ];
    expect(answers.map(({ status, problem }) => [status, problem.code, problem.errors?.[0]?.field])).toEqual([
      [409, "conflict", "email"],
      [422, "invalid", "password"],
      [422, "invalid", "password"],
      [422, "invalid", "email"],
    ]);
    expect((await send(newEmail(), PASSWORD)).status).toBe(201);
  });

  it("lets an invited operator in beside the first, with the session of another browser untouched", async () => {
    const server = servers.on(store);
    const first = await signInAs(server, "operator");
    const token = await createLink(server, FOR_OPERATOR, "grace@example.com");
    const client = new AdminClient(server);
    expect(await client.call("POST /links/inspect", { body: { token } })).toMatchObject({
      ...{ kind: "invitation", organization_name: null, role: null, email: "grace@example.com" },
    });
    const body = { token, name: "Grace", email: newEmail(), password: PASSWORD };
    expect((await client.call("POST /links/password", { body })).session.is_operator).toBe(true);
    expect((await first.client.send("GET /session")).status).toBe(200);
  });
});

async function expectSpent(server: RunningServer, token: string): Promise<void> {
  const client = new AdminClient(server);
  const person = { token, name: "Ada", email: newEmail() };
  const registration = newAuthenticator(server);
  const answers = [
    await client.send("POST /links/inspect", { body: { token } }),
    await client.send("POST /links/password", { body: { ...person, password: PASSWORD } }),
    await client.send("POST /links/passkey/options", { body: person }),
    await client.send("POST /links/passkey", {
      body: { ...person, ceremony: "x.y", response: registration.create({ challenge: "", rp: { id: "localhost" } }) },
    }),
    await client.send("POST /links/sign-in", { body: { token } }),
  ];
  expect(answers.map(({ status, problem }) => [status, problem.code])).toEqual(answers.map(() => [410, "link_spent"]));
}

async function removeOperators({ service, clock }: RunningServer): Promise<void> {
  clock.advanceSeconds(120); // failed attempts are forgiven
  const { reader, unitOfWork } = service.administration;
  const { items } = await reader.listOperators({ limit: 100 });
  for (const { userId } of items)
    await unitOfWork.transaction(({ users }) => users.update(userId, { isOperator: false }));
}
