import { describe, expect, it } from "vitest";
import { AdminClient, signInAs, useAdminToken } from "../support/admin-client.ts";
import { makeClient, setScene } from "../support/admin-scene.ts";
import { createOrganization } from "../support/people.ts";
import { readRows } from "../support/read-rows.ts";
import { type RunningServer, useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";

const servers = useServers();

/** An admin token and invitations, by hand and by that token, for a partner or (null) for operators. */
async function makeRights(server: RunningServer, maker: AdminClient, organization_id: string | null) {
  const body = { name: "deploy", organization_id, scopes: ["members:read", "members:write"], expires_at: null };
  const { token } = await maker.call("POST /admin-tokens", { body });
  const program = new AdminClient(server, token ?? "");
  const invite = async (by: AdminClient) => {
    const { link } =
      organization_id === null
        ? await by.call("POST /operator-invitations", { body: {} })
        : await by.call("POST /organizations/:organization_id/invitations", {
            params: { organization_id },
            body: { role: "owner" },
          });
    return link?.split("token=")[1] ?? "";
  };
  const [invitation, invitationOfToken] = [await invite(maker), await invite(program)];
  const inspect = async (link: string) =>
    (await new AdminClient(server).send("POST /links/inspect", { body: { token: link } })).status;
  const readMembers = () =>
    organization_id === null
      ? program.send("GET /operators")
      : program.send("GET /organizations/:organization_id/members", { params: { organization_id } });
  /** The statuses of what they are for. */
  const read = async () => ({
    token: (await readMembers()).status,
    invitation: await inspect(invitation),
    invitationOfToken: await inspect(invitationOfToken),
  });
  return { read };
}

describe.each(STORES)("partners in the admin API, %s", (store) => {
  const prepare = async () => {
    const server = servers.on(store);
    const scene = await setScene(server);
    const params = { organization_id: scene.organization.id };
    const owner = await signInAs(server, { organizationId: scene.organization.id, role: "owner" }, "Olive Owner");
    return { server, scene, params, owner };
  };

  it("adds a partner, and counts its clients, members and last use", async () => {
    const { server, scene, params, owner } = await prepare();
    const { client, secret } = await makeClient(scene);
    await server.request({ basic: [client.id, secret] });
    await server.service.tokenEndpoint.usage.flush();
    const organization = await owner.client.call("GET /organizations/:organization_id", { params });
    const { id, name } = scene.organization;
    expect(organization).toMatchObject({ id, name, clients: 1, members: 2, last_used_at: expect.any(String) });
  });

  it("refuses a name that is taken, also of two at once", async () => {
    const { scene } = await prepare();
    const body = { name: scene.organization.name };
    const taken = await scene.operator.send("POST /organizations", { body });
    expect([taken.status, taken.problem.code]).toEqual([409, "conflict"]);
    const twice = { body: { name: `Race ${scene.organization.id}` } };
    const both = await Promise.all([1, 2].map(() => scene.operator.send("POST /organizations", twice)));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it("renames a partner, but to no name that is taken, nor the default one", async () => {
    const { server, scene, params, owner } = await prepare();
    const other = await setScene(server);
    const rename = (caller: AdminClient, name: string, organization_id = params.organization_id) =>
      caller.send("PATCH /organizations/:organization_id", { params: { organization_id }, body: { name } });
    expect((await rename(owner.client, `New ${params.organization_id}`)).status).toBe(200);
    expect((await rename(owner.client, other.organization.name)).status).toBe(409);
    const { items } = await scene.operator.call("GET /organizations", { query: { search: "default" } });
    expect((await rename(scene.operator, "other", items[0]?.id)).problem.detail).toContain("keeps its name");
  });

  it("refuses a rename of a version that is no longer there", async () => {
    const { params, owner } = await prepare();
    const read = await owner.client.send("GET /organizations/:organization_id", { params });
    const rename = (name: string) =>
      owner.client.send("PATCH /organizations/:organization_id", {
        params,
        body: { name },
        headers: { "if-match": read.headers.get("etag") ?? "" },
      });
    expect((await rename(`First ${params.organization_id}`)).status).toBe(200);
    expect((await rename(`Second ${params.organization_id}`)).problem.code).toBe("changed_meanwhile");
  });

  it("removes a partner once it has no clients, with its members, invitations and admin tokens", async () => {
    const { server, scene, params, owner } = await prepare();
    const token = await useAdminToken(server, ["organizations:read"], params.organization_id);
    const { client } = await makeClient(scene);
    await owner.client.call("POST /organizations/:organization_id/invitations", { params, body: { role: "viewer" } });
    const refused = await scene.operator.send("DELETE /organizations/:organization_id", { params });
    expect([refused.status, refused.problem.detail]).toEqual([409, expect.stringContaining("1 client:")]);
    await scene.operator.call("DELETE /clients/:client_id", {
      params: { client_id: client.id },
      body: { name: client.name },
    });
    await scene.operator.call("DELETE /organizations/:organization_id", { params });
    expect((await scene.operator.send("GET /organizations/:organization_id", { params })).status).toBe(404);
    expect((await owner.client.send("GET /organizations/:organization_id", { params })).status).toBe(404);
    expect((await token.send("GET /organizations")).status).toBe(401);
    const links = await readRows(server, "one_time_links");
    expect(links.some(({ organization_id }) => organization_id === params.organization_id)).toBe(false);
  });

  it("keeps the default partner", async () => {
    const { scene } = await prepare();
    const { items } = await scene.operator.call("GET /organizations", { query: { search: "default" } });
    const params = { organization_id: items[0]?.id ?? "" };
    expect((await scene.operator.send("DELETE /organizations/:organization_id", { params })).status).toBe(409);
  });

  it("lists partners by name, a page at a time, and to members their own alone", async () => {
    const { scene, owner } = await prepare();
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { limit: "2", search: "PARTNER", ...(cursor !== null && { cursor }) };
      const page: { items: { name: string }[]; next_cursor: string | null } = await scene.operator.call(
        "GET /organizations",
        { query },
      );
      names.push(...page.items.map(({ name }) => name));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(names).toContain(scene.organization.name);
    expect(new Set(names).size).toBe(names.length);
    const own = await owner.client.call("GET /organizations");
    expect(own.items.map(({ id }) => id)).toEqual([scene.organization.id]);
    const bad = await owner.client.send("GET /organizations", { query: { cursor: "x" } });
    expect(bad.problem.errors?.[0]?.field).toBe("cursor");
  });

  it("changes roles and removes members; the last owner stays one while there are others", async () => {
    const { scene, params, owner } = await prepare();
    const { userId } = scene.developer;
    const setRole = (id: string, role: string) =>
      owner.client.send("PATCH /organizations/:organization_id/members/:user_id", {
        params: { ...params, user_id: id },
        body: { role },
      });
    const remove = (caller: AdminClient, id: string) =>
      caller.send("DELETE /organizations/:organization_id/members/:user_id", { params: { ...params, user_id: id } });
    const last = await setRole(owner.userId, "viewer");
    expect([last.status, last.problem.detail]).toEqual([409, expect.stringContaining("last owner")]);
    expect((await remove(owner.client, owner.userId)).status).toBe(409);
    expect((await setRole(userId, "owner")).body).toMatchObject({ user_id: userId, role: "owner" });
    expect((await setRole(owner.userId, "viewer")).status).toBe(200);
    expect((await setRole(userId, "viewer")).status).toBe(403);
    expect((await remove(scene.operator, owner.userId)).status).toBe(204);
    expect((await remove(scene.operator, userId)).status).toBe(204);
    expect((await remove(scene.operator, userId)).status).toBe(404);
    expect((await owner.client.send("GET /organizations/:organization_id", { params })).status).toBe(404);
  });

  it.each([
    ["is removed", "DELETE"],
    ["is an owner no longer", "PATCH"],
  ] as const)("ends the admin tokens and invitations of an owner who %s, and nobody else's", async (_, method) => {
    const { server, scene, params, owner } = await prepare();
    const organization_id = params.organization_id;
    const second = await signInAs(server, { organizationId: organization_id, role: "owner" });
    const elsewhere = await createOrganization(server);
    await server.service.administration.unitOfWork.transaction(({ memberships }) =>
      memberships.insert({ userId: owner.userId, organizationId: elsewhere, role: "owner", createdAt: 0 }),
    );
    const lost = await makeRights(server, owner.client, organization_id);
    const kept = [
      await makeRights(server, owner.client, elsewhere),
      await makeRights(server, second.client, organization_id),
    ];
    const path = "/organizations/:organization_id/members/:user_id";
    await scene.operator.call(`${method} ${path}`, {
      params: { ...params, user_id: owner.userId },
      ...(method === "PATCH" && { body: { role: "developer" } }),
    });
    expect(await lost.read()).toEqual({ token: 401, invitation: 410, invitationOfToken: 410 });
    for (const rights of kept)
      expect(await rights.read()).toEqual({ token: 200, invitation: 200, invitationOfToken: 200 });
    const { items } = await scene.operator.call("GET /audit-events", { query: { organization_id, limit: 200 } });
    const ended = items.filter(({ action }) => /^(admin_token.revoked|invitation.withdrawn)$/.test(action));
    expect(ended.map(({ action }) => action).sort()).toEqual([
      "admin_token.revoked",
      "invitation.withdrawn",
      "invitation.withdrawn",
    ]);
  });

  it("ends the admin tokens and invitations of whoever is an operator no longer, also those for partners", async () => {
    const { server, scene, params } = await prepare();
    const former = await signInAs(server, "operator");
    const lost = [
      await makeRights(server, former.client, params.organization_id),
      await makeRights(server, former.client, null),
    ];
    const kept = await makeRights(server, scene.operator, null);
    await scene.operator.call("DELETE /operators/:user_id", { params: { user_id: former.userId } });
    for (const rights of lost)
      expect(await rights.read()).toEqual({ token: 401, invitation: 410, invitationOfToken: 410 });
    expect(await kept.read()).toEqual({ token: 200, invitation: 200, invitationOfToken: 200 });
  });

  it("never lets two owners remove each other at once", async () => {
    const { server, params, owner } = await prepare();
    const second = await signInAs(server, { organizationId: params.organization_id, role: "owner" });
    const remove = (by: AdminClient, id: string) =>
      by.send("DELETE /organizations/:organization_id/members/:user_id", { params: { ...params, user_id: id } });
    const both = await Promise.all([remove(owner.client, second.userId), remove(second.client, owner.userId)]);
    expect(both.map(({ status }) => status).filter((status) => status === 204)).toHaveLength(1);
  });

  it("lists members by name with when they were last there", async () => {
    const { params, owner } = await prepare();
    const { items } = await owner.client.call("GET /organizations/:organization_id/members", { params });
    expect(items.map(({ name, role }) => [name, role])).toEqual([
      ["Dev Eloper", "developer"],
      ["Olive Owner", "owner"],
    ]);
    expect(items.every(({ last_signed_in_at }) => last_signed_in_at !== null)).toBe(true);
  });

  it("invites by a link that is shown once, lists the invitation, and withdraws it", async () => {
    const { server, params, owner } = await prepare();
    const created = await owner.client.call("POST /organizations/:organization_id/invitations", {
      params,
      body: { role: "developer", email: "Grace@Example.com" },
    });
    expect(created.link).toMatch(/^http:\/\/localhost:4000\/invitation#token=celitech_link_/);
    expect(created.invitation).toMatchObject({ role: "developer", email: "grace@example.com" });
    const listed = await owner.client.send("GET /organizations/:organization_id/invitations", { params });
    expect(listed.body.items).toEqual([created.invitation]);
    const token = created.link?.split("token=")[1] ?? "";
    expect(listed.text).not.toContain(token);
    expect(JSON.stringify(await readRows(server, "audit_events"))).not.toContain(token);
    const opened = await new AdminClient(server).call("POST /links/inspect", { body: { token } });
    expect(opened).toMatchObject({ email: "grace@example.com", invited_by: created.invitation.created_by.name });
    expect(opened.invited_by).not.toBe(created.invitation.created_by.id);
    const withdraw = { params: { ...params, invitation_id: created.invitation.id } };
    await owner.client.call("DELETE /organizations/:organization_id/invitations/:invitation_id", withdraw);
    const again = await owner.client.send(
      "DELETE /organizations/:organization_id/invitations/:invitation_id",
      withdraw,
    );
    expect(again.status).toBe(404);
    const inspected = await owner.client.send("POST /links/inspect", { body: { token } });
    expect(inspected.status).toBe(410);
  });

  it("takes an invitation of another partner, or of operators, for none", async () => {
    const { server, scene, params, owner } = await prepare();
    const other = await setScene(server);
    const theirs = await other.operator.call("POST /organizations/:organization_id/invitations", {
      params: { organization_id: other.organization.id },
      body: { role: "viewer" },
    });
    const operators = await scene.operator.call("POST /operator-invitations", { body: {} });
    for (const { id } of [theirs.invitation, operators.invitation]) {
      const { status } = await owner.client.send("DELETE /organizations/:organization_id/invitations/:invitation_id", {
        params: { ...params, invitation_id: id },
      });
      expect(status).toBe(404);
    }
    const crossed = await scene.operator.send("DELETE /operator-invitations/:invitation_id", {
      params: { invitation_id: theirs.invitation.id },
    });
    expect(crossed.status).toBe(404);
  });

  it("invites operators, lists them, and keeps the last one", async () => {
    const { server, scene } = await prepare();
    const created = await scene.operator.call("POST /operator-invitations", { body: { email: "new@example.com" } });
    expect(created.invitation).toMatchObject({ organization_id: null, role: null, email: "new@example.com" });
    const { items: invitations } = await scene.operator.call("GET /operator-invitations");
    expect(invitations.map(({ id }) => id)).toContain(created.invitation.id);
    await scene.operator.call("DELETE /operator-invitations/:invitation_id", {
      params: { invitation_id: created.invitation.id },
    });
    const last = await signInAs(server, "operator", "Last Operator");
    const { items } = await last.client.call("GET /operators", { query: { limit: 200 } });
    expect(items.map(({ user_id }) => user_id)).toContain(last.userId);
    for (const { user_id } of items)
      if (user_id !== last.userId) await last.client.call("DELETE /operators/:user_id", { params: { user_id } });
    const refused = await last.client.send("DELETE /operators/:user_id", { params: { user_id: last.userId } });
    expect([refused.status, refused.problem.detail]).toEqual([409, expect.stringContaining("last operator")]);
    expect((await scene.operator.send("GET /operators")).status).toBe(403);
    const none = await last.client.send("DELETE /operators/:user_id", { params: { user_id: scene.developer.userId } });
    expect(none.status).toBe(404);
  });
});
