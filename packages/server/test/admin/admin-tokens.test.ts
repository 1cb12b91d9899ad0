import { beforeEach, describe, expect, it } from "vitest";
import { AdminClient, signInAs, useAdminToken } from "../support/admin-client.ts";
import { createOrganization, readAudit } from "../support/people.ts";
import { readRows } from "../support/read-rows.ts";
import { useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";

const DAY = 86_400_000;

describe.each(STORES)("admin tokens, %s", (store) => {
  const servers = useServers();
  beforeEach(() => servers.on(store).clock.advanceSeconds(120));

  const create = (client: AdminClient, values: Readonly<Record<string, unknown>>) =>
    client.send("POST /admin-tokens", {
      body: { name: "deploy", organization_id: null, scopes: ["clients:read"], expires_at: null, ...values },
    });
  const revoke = (client: AdminClient, id: string) =>
    client.send("DELETE /admin-tokens/:admin_token_id", { params: { admin_token_id: id } });

  it("makes a token that is shown once, stored as a hash, and works until it is revoked", async () => {
    const server = servers.on(store);
    const operator = await signInAs(server, "operator", "Grace Hopper");
    const { status, body } = await create(operator.client, { scopes: ["organizations:read", "clients:read"] });
    const token = body.token ?? "";
    expect([status, token]).toEqual([201, expect.stringMatching(/^celitech_admin_[A-Za-z0-9]{49}$/)]);
    expect(body.admin_token).toMatchObject({
      ...{
        name: "deploy",
        hint: token.slice(-4),
        organization_id: null,
        scopes: ["organizations:read", "clients:read"],
      },
      created_by: { kind: "user", id: operator.userId, name: "Grace Hopper" },
      ...{ expires_at: null, revoked_at: null, last_used_at: null, last_used_from: null },
    });
    const stored = await readRows(server, "admin_tokens");
    expect(JSON.stringify(stored)).not.toContain(token.slice("celitech_admin_".length));
    const program = new AdminClient(server, token);
    expect((await program.send("GET /organizations")).status).toBe(200);
    const listed = await operator.client.call("GET /admin-tokens");
    expect(listed.items.find(({ id }) => id === body.admin_token.id)).toMatchObject({
      last_used_at: new Date(server.clock.read()).toISOString(),
      last_used_from: expect.stringContaining("127.0.0.1"),
    });
    expect(JSON.stringify(listed)).not.toContain(token);
    expect((await revoke(operator.client, body.admin_token.id)).status).toBe(204);
    expect((await program.send("GET /organizations")).status).toBe(401);
    expect((await revoke(operator.client, body.admin_token.id)).status).toBe(204);
    expect(await readAudit(server, body.admin_token.id)).toMatchObject([
      { action: "admin_token.created", actor: `user:${operator.userId}`, organization: null },
      { action: "admin_token.revoked" },
    ]);
  });

  it("ends a token when its time has come, and makes none whose time is past", async () => {
    const server = servers.on(store);
    const { client } = await signInAs(server, "operator");
    const past = await create(client, { expires_at: new Date(server.clock.read()).toISOString() });
    expect([past.status, past.problem.errors?.[0]?.field]).toEqual([422, "expires_at"]);
    const { body } = await create(client, {
      ...{ scopes: ["organizations:read"], expires_at: new Date(server.clock.read() + DAY).toISOString() },
    });
    const program = new AdminClient(server, body.token ?? "");
    server.clock.advance(DAY - 1);
    expect((await program.send("GET /organizations")).status).toBe(200);
    server.clock.advance(1);
    expect((await program.send("GET /organizations")).status).toBe(401);
  });

  it("lets owners make tokens of their own organization, and nobody below them any", async () => {
    const server = servers.on(store);
    const [mine, other] = [await createOrganization(server), await createOrganization(server)];
    const owner = await signInAs(server, { organizationId: mine, role: "owner" });
    const developer = await signInAs(server, { organizationId: mine, role: "developer" });
    const made = await create(owner.client, { organization_id: mine });
    expect([made.status, made.body.admin_token.organization_id]).toEqual([201, mine]);
    const refusals = [
      await create(owner.client, { organization_id: other }),
      await create(owner.client, { organization_id: "org_never" }),
      await create(owner.client, { organization_id: null }),
      await create(developer.client, { organization_id: mine }),
      await create((await signInAs(server, "operator")).client, { organization_id: "org_never" }),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([404, 404, 403, 403, 404]);
  });

  it("shows and revokes tokens as far as one owns their organization", async () => {
    const server = servers.on(store);
    const [mine, other] = [await createOrganization(server), await createOrganization(server)];
    const operator = await signInAs(server, "operator");
    const owner = await signInAs(server, { organizationId: mine, role: "owner" });
    const developer = await signInAs(server, { organizationId: mine, role: "developer" });
    const ids: string[] = [];
    for (const organization_id of [mine, other, null]) {
      server.clock.advance(1);
      ids.push((await create(operator.client, { organization_id })).body.admin_token.id);
    }
    const [ofMine = "", ofOther = "", ofOperator = ""] = ids;
    const list = async (client: AdminClient, query = {}) =>
      (await client.call("GET /admin-tokens", { query })).items.map(({ id }) => id);
    expect(await list(owner.client)).toEqual([ofMine]);
    expect(await list(owner.client, { organization_id: other })).toEqual([]);
    expect(await list(developer.client)).toEqual([]);
    expect((await list(operator.client)).slice(0, 3)).toEqual([ofOperator, ofOther, ofMine]);
    expect(await list(operator.client, { organization_id: other })).toEqual([ofOther]);
    const first = await operator.client.call("GET /admin-tokens", { query: { limit: "1" } });
    expect(await list(operator.client, { limit: "1", cursor: first.next_cursor ?? "" })).toEqual([ofOther]);
    for (const [client, id] of [
      [owner.client, ofOther],
      [owner.client, ofOperator],
      [developer.client, ofMine],
      [operator.client, "adm_never"],
    ] as const)
      expect((await revoke(client, id)).status).toBe(404);
    expect((await revoke(owner.client, ofMine)).status).toBe(204);
    expect((await revoke(operator.client, ofOther)).status).toBe(204);
  });

  it("lets a token do what its scopes say in its own organization, and nothing that is for people", async () => {
    const server = servers.on(store);
    const [mine, other] = [await createOrganization(server), await createOrganization(server)];
    const program = await useAdminToken(server, ["organizations:read"], mine);
    const organization = (id: string) =>
      program.send("GET /organizations/:organization_id", { params: { organization_id: id } });
    expect((await organization(mine)).status).toBe(200);
    expect((await organization(other)).status).toBe(404);
    const { status, problem } = await program.send("GET /clients");
    expect([status, problem.detail]).toEqual([403, "The admin token needs the scope clients:read."]);
    for (const key of ["GET /session", "GET /sessions", "GET /account", "GET /admin-tokens"] as const)
      expect([key, (await program.send(key)).status]).toEqual([key, 403]);
    expect((await create(program, { organization_id: mine })).status).toBe(403);
    expect((await program.send("GET /operators")).status).toBe(403);
  });

  it("asks a person again before a token is made or revoked", async () => {
    const server = servers.on(store);
    const { client } = await signInAs(server, "operator");
    server.clock.advance(900_000);
    expect((await create(client, {})).problem.code).toBe("recent_sign_in_required");
    expect((await revoke(client, "adm_any")).problem.code).toBe("recent_sign_in_required");
  });

  it("names the fields that are wrong", async () => {
    const { client } = await signInAs(servers.on(store), "operator");
    for (const [values, field] of [
      [{ scopes: [] }, "scopes"],
      [{ scopes: ["everything"] }, "scopes.0"],
      [{ name: " " }, "name"],
      [{ expires_at: "tomorrow" }, "expires_at"],
      [{ organization_id: undefined }, "organization_id"],
    ] as const) {
      const { status, problem } = await create(client, values);
      expect([status, problem.errors?.[0]?.field]).toEqual([422, field]);
    }
  });
});
