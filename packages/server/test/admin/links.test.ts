import { beforeEach, describe, expect, it } from "vitest";
import { AdminClient, signInAs } from "../support/admin-client.ts";
import {
  createLink,
  createOrganization,
  FOR_OPERATOR,
  joinWithPasskey,
  joinWithPassword,
  newEmail,
  PASSWORD,
  readAudit,
} from "../support/people.ts";
import { useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";

describe.each(STORES)("one-time links, %s", (store) => {
  const servers = useServers();
  beforeEach(() => servers.on(store).clock.advanceSeconds(120));

  const invite = async (role: "viewer" | "developer" | "owner", organizationId?: string) => {
    const server = servers.on(store);
    const organization = organizationId ?? (await createOrganization(server));
    return {
      organization,
      token: await createLink(server, { kind: "invitation", organizationId: organization, role }),
    };
  };

  it("makes a member of whoever has the invitation, with its role and no more", async () => {
    const server = servers.on(store);
    const organization = await createOrganization(server, "Acme Travel");
    const { token } = await invite("developer", organization);
    expect(await new AdminClient(server).call("POST /links/inspect", { body: { token } })).toMatchObject({
      ...{ kind: "invitation", organization_name: "Acme Travel", role: "developer", invited_by: null },
    });
    const { answer } = await joinWithPassword(server, token);
    expect(answer.session).toMatchObject({
      is_operator: false,
      memberships: [{ organization_id: organization, organization_name: "Acme Travel", role: "developer" }],
    });
    const { id } = answer.session.user;
    expect(await readAudit(server, id)).toContainEqual({
      ...{ action: "member.joined", actor: `user:${id}`, organization },
    });
    const again = { token, name: "Eve", email: newEmail(), password: PASSWORD };
    expect((await new AdminClient(server).send("POST /links/password", { body: again })).status).toBe(410);
  });

  it("makes one member of many who submit an invitation at once, with passkeys and passwords", async () => {
    const server = servers.on(store);
    const { token, organization } = await invite("owner");
    const tries = await Promise.allSettled([
      joinWithPassword(server, token),
      joinWithPasskey(server, token),
      joinWithPassword(server, token),
      joinWithPasskey(server, token),
    ]);
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await server.service.administration.people.memberships.count(organization)).toBe(1);
  });

  it("lets people join a partner while its clients are made", async () => {
    const server = servers.on(store);
    const organization = await createOrganization(server);
    const owner = await signInAs(server, { organizationId: organization, role: "owner" });
    const body = { organization_id: organization, name: "Made meanwhile" };
    for (let round = 0; round < 5; round += 1) {
      const { token } = await invite("viewer", organization);
      const [joined, ...made] = await Promise.allSettled([
        joinWithPassword(server, token),
        ...Array.from({ length: 4 }, () => owner.client.call("POST /clients", { body })),
      ]);
      expect([joined, ...made].map(({ status }) => status)).toEqual(Array<string>(5).fill("fulfilled"));
    }
  });

  it("adds to what someone who is signed in may do, and never takes from it", async () => {
    const server = servers.on(store);
    const { organization, token } = await invite("owner");
    const { client, userId } = await signInAs(server, { organizationId: organization, role: "viewer" });
    const rolesAfter = async (accepted: string) =>
      (await client.call("POST /links/accept", { body: { token: accepted } })).memberships.map(({ role }) => role);
    expect(await rolesAfter(token)).toEqual(["owner"]);
    expect(await rolesAfter((await invite("viewer", organization)).token)).toEqual(["owner"]);
    expect((await rolesAfter((await invite("developer")).token)).sort()).toEqual(["developer", "owner"]);
    const spent = await client.send("POST /links/accept", { body: { token } });
    expect([spent.status, spent.problem.code]).toEqual([410, "link_spent"]);
    const actions = (await readAudit(server, userId)).map(({ action }) => action);
    expect(actions.sort()).toEqual(["member.joined", "member.role_changed", "user.signed_in"]);
  });

  it("makes an operator of someone who is signed in", async () => {
    const server = servers.on(store);
    const { client } = await signInAs(server, "nobody");
    const token = await createLink(server, FOR_OPERATOR);
    expect(await client.call("POST /links/accept", { body: { token } })).toMatchObject({ is_operator: true });
    expect(await client.call("GET /session")).toMatchObject({ is_operator: true });
  });

  it("asks whoever is not signed in to sign in before an invitation is accepted", async () => {
    const server = servers.on(store);
    const { token } = await invite("owner");
    const { status, problem } = await new AdminClient(server).send("POST /links/accept", { body: { token } });
    expect([status, problem.code]).toEqual([401, "not_signed_in"]);
  });

  it("takes an invitation for seven days, and none that was withdrawn", async () => {
    const server = servers.on(store);
    const { token } = await invite("owner");
    const { token: withdrawn } = await invite("owner");
    const inspect = (one: string) => new AdminClient(server).send("POST /links/inspect", { body: { token: one } });
    const { people, unitOfWork, tokenHasher } = server.service.administration;
    const found = await people.oneTimeLinks.findByTokenHash(tokenHasher.hash("one_time_link", withdrawn));
    await unitOfWork.transaction(({ oneTimeLinks }) => oneTimeLinks.delete(found?.id ?? ""));
    expect((await inspect(withdrawn)).status).toBe(410);
    server.clock.advance(7 * 86_400_000 - 1);
    expect((await inspect(token)).status).toBe(200);
    server.clock.advance(1);
    expect((await inspect(token)).status).toBe(410);
  });

  it("signs in by a sign-in link, once, within 15 minutes, and confirmed", async () => {
    const server = servers.on(store);
    const { userId } = await signInAs(server, "operator");
    const link = () => createLink(server, { kind: "sign_in", userId });
    const [token, late] = [await link(), await link()];
    const client = new AdminClient(server);
    expect((await client.call("POST /links/inspect", { body: { token } })).kind).toBe("sign_in");
    const state = await client.call("POST /links/sign-in", { body: { token } });
    expect(state.user.id).toBe(userId);
    expect(await client.call("GET /session")).toEqual(state);
    expect((await client.send("POST /account/recovery-codes")).status).toBe(201); // what is risky works at once
    expect((await new AdminClient(server).send("POST /links/sign-in", { body: { token } })).status).toBe(410);
    server.clock.advance(900_000);
    expect((await new AdminClient(server).send("POST /links/sign-in", { body: { token: late } })).status).toBe(410);
  });

  it("lets a link do only what it is for", async () => {
    const server = servers.on(store);
    const { userId, client } = await signInAs(server, "operator");
    const signIn = await createLink(server, { kind: "sign_in", userId });
    const { token: invitation } = await invite("viewer");
    const person = { name: "Eve", email: newEmail() };
    const answers = [
      await client.send("POST /links/password", { body: { token: signIn, ...person, password: PASSWORD } }),
      await client.send("POST /links/passkey/options", { body: { token: signIn, ...person } }),
      await client.send("POST /links/accept", { body: { token: signIn } }),
      await client.send("POST /links/sign-in", { body: { token: invitation } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([410, 410, 410, 410]);
    expect((await client.send("POST /links/sign-in", { body: { token: signIn } })).status).toBe(200);
    expect((await client.send("POST /links/inspect", { body: { token: invitation } })).status).toBe(200);
  });

  it("limits how often one address may try links, and says when to come again", async () => {
    const server = servers.on(store);
    const client = new AdminClient(server);
    const guess = (index: number) => client.send("POST /links/inspect", { body: { token: `celitech_link_${index}` } });
    const answers = [];
    for (let index = 0; index < 62; index += 1) answers.push(await guess(index));
    const limited = answers.filter(({ status }) => status === 429);
    expect([answers[59]?.status, answers[60]?.status]).toEqual([410, 429]);
    expect(limited[0]?.problem.code).toBe("too_many_attempts");
    expect(Number(limited[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
    server.clock.advanceSeconds(60);
    expect((await guess(99)).status).toBe(410);
  });
});
