import { describe, expect, it } from "vitest";
import { signInAs } from "../support/admin-client.ts";
import { makeClient, setScene } from "../support/admin-scene.ts";
import { expectError, expectToken } from "../support/expect-answer.ts";
import { API } from "../support/fixtures.ts";
import { readRows } from "../support/read-rows.ts";
import { useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";

const servers = useServers();

describe.each(STORES)("clients in the admin API, %s", (store) => {
  const prepare = async () => {
    const server = servers.on(store);
    return { server, scene: await setScene(server) };
  };
  const requestToken = (id: string, secret: string) => servers.on(store).request({ basic: [id, secret] });

  it("makes a client whose secret gets a token at once, and never shows that secret again", async () => {
    const { scene } = await prepare();
    const { client, secret, secretId } = await makeClient(scene, { secret_label: "first" });
    expect(secret).toMatch(/^celitech_secret_/);
    expectToken(await requestToken(client.id, secret));
    expect(client).toMatchObject({
      name: "Production",
      organization_name: scene.organization.name,
      status: "enabled",
      created_by: { kind: "user", id: scene.developer.userId, name: "Dev Eloper" },
      grants: [{ audience: API, is_default: true, scopes: ["read"], default_scopes: ["read"] }],
      secrets: [{ id: secretId, label: "first", state: "live", hint: secret.slice(-4), last_used_at: null }],
    });
    const shown = await scene.developer.client.send("GET /clients/:client_id", { params: { client_id: client.id } });
    expect(shown.text).not.toContain(secret);
  });

  it("gives a client the default API without scopes where none is named", async () => {
    const { scene } = await prepare();
    const { body } = await scene.developer.client.send("POST /clients", {
      body: { organization_id: scene.organization.id, name: "Plain" },
    });
    expect(body.client.grants).toMatchObject([{ audience: API, is_default: true, scopes: [] }]);
  });

  it.each([
    ["grants.0.resource_id", { grants: [{ resource_id: "res_none", scopes: [] }] }],
    ["secret_expires_at", { secret_expires_at: "2020-01-01T00:00:00Z" }],
    ["name", { name: " " }],
    ["", { colour: "red" }],
  ])("names %s when it is at fault, and makes nothing", async (field, part) => {
    const { scene } = await prepare();
    const before = await scene.operator.call("GET /clients", { query: { organization_id: scene.organization.id } });
    const { status, problem } = await scene.developer.client.send("POST /clients", {
      body: { organization_id: scene.organization.id, name: "Wrong", ...part },
    });
    expect([status, problem.code, problem.errors?.[0]?.field]).toEqual([422, "invalid", field]);
    const after = await scene.operator.call("GET /clients", { query: { organization_id: scene.organization.id } });
    expect(after.items).toEqual(before.items);
  });

  it("names the scope that the API does not have, and the one that is granted by default without being granted", async () => {
    const { scene } = await prepare();
    const create = (grant: object) =>
      scene.developer.client.send("POST /clients", {
        body: {
          organization_id: scene.organization.id,
          name: "Wrong",
          grants: [{ resource_id: scene.resourceId, ...grant }],
        },
      });
    const unknown = await create({ scopes: ["read", "fly"] });
    expect(unknown.problem).toMatchObject({ code: "invalid", detail: expect.stringContaining("fly") });
    expect(unknown.problem.errors?.[0]?.field).toBe("grants.0.scopes");
    const beyond = await create({ scopes: ["read"], default_scopes: ["write"] });
    expect(beyond.problem.errors?.[0]?.field).toBe("grants.0.default_scopes");
  });

  it("lets operators alone grant a restricted scope and make the credentials of an API", async () => {
    const { scene } = await prepare();
    const { operator, developer, organization, resourceId } = scene;
    const params = { resource_id: resourceId, scope: "secret-things" };
    await operator.call("PUT /resources/:resource_id/scopes/:scope", { params, body: { is_restricted: true } });
    const { client } = await makeClient(scene);
    const grant = {
      params: { client_id: client.id, resource_id: resourceId },
      body: { scopes: ["read", "secret-things"] },
    };
    const refused = await developer.client.send("PUT /clients/:client_id/grants/:resource_id", grant);
    expect([refused.status, refused.problem.errors?.[0]?.field]).toEqual([403, "scopes"]);
    await operator.call("PUT /clients/:client_id/grants/:resource_id", grant);
    const kept = await developer.client.send("PUT /clients/:client_id/grants/:resource_id", {
      ...grant,
      body: { scopes: ["secret-things"] },
    });
    expect(kept.body.grants[0]?.scopes).toEqual(["secret-things"]);
    const body = { organization_id: organization.id, name: "API", kind: "resource_server" } as const;
    expect((await developer.client.send("POST /clients", { body })).status).toBe(403);
    expect((await operator.send("POST /clients", { body })).status).toBe(201);
  });

  it("puts a grant in place of the one before, and takes it away", async () => {
    const { server, scene } = await prepare();
    const { client, secret } = await makeClient(scene);
    const params = { client_id: client.id, resource_id: scene.resourceId };
    const put = await scene.developer.client.call("PUT /clients/:client_id/grants/:resource_id", {
      params,
      body: { scopes: ["read", "write"], default_scopes: [] },
    });
    expect(put.grants).toMatchObject([{ scopes: ["read", "write"], default_scopes: [], is_default: true }]);
    const removed = await scene.developer.client.call("DELETE /clients/:client_id/grants/:resource_id", { params });
    expect(removed.grants).toEqual([]);
    await server.seesChanges();
    expectError(await requestToken(client.id, secret), 400, "invalid_target");
    const again = await scene.developer.client.send("DELETE /clients/:client_id/grants/:resource_id", { params });
    expect(again.status).toBe(404);
  });

  it("renames a client and restricts how it authenticates", async () => {
    const { server, scene } = await prepare();
    const { client, secret } = await makeClient(scene);
    const changed = await scene.developer.client.call("PATCH /clients/:client_id", {
      params: { client_id: client.id },
      body: { name: "Staging", authentication_method: "client_secret_post" },
    });
    expect(changed).toMatchObject({ name: "Staging", authentication_method: "client_secret_post" });
    await server.seesChanges();
    expectError(await requestToken(client.id, secret), 401, "invalid_client");
  });

  it("disables a client and enables it again", async () => {
    const { server, scene } = await prepare();
    const { client, secret } = await makeClient(scene);
    const params = { client_id: client.id };
    expect((await scene.developer.client.call("POST /clients/:client_id/disable", { params })).status).toBe("disabled");
    await server.seesChanges();
    expectError(await requestToken(client.id, secret), 401, "invalid_client");
    expect((await scene.developer.client.call("POST /clients/:client_id/enable", { params })).status).toBe("enabled");
    await server.seesChanges();
    expectToken(await requestToken(client.id, secret));
  });

  it("ends the tokens that a client holds by a new generation", async () => {
    const { server, scene } = await prepare();
    const { client, secret } = await makeClient(scene);
    const before = expectToken(await requestToken(client.id, secret));
    await scene.developer.client.call("POST /clients/:client_id/end-tokens", { params: { client_id: client.id } });
    await server.seesChanges();
    const after = expectToken(await requestToken(client.id, secret));
    expect(Number(after["gen"])).toBe(Number(before["gen"]) + 1);
  });

  it("deletes a client only by its name, and knows it no more", async () => {
    const { server, scene } = await prepare();
    const { client, secret } = await makeClient(scene);
    const params = { client_id: client.id };
    const wrong = await scene.developer.client.send("DELETE /clients/:client_id", { params, body: { name: "Prod" } });
    expect([wrong.status, wrong.problem.errors?.[0]?.field]).toEqual([422, "name"]);
    await scene.developer.client.call("DELETE /clients/:client_id", { params, body: { name: "Production" } });
    expect((await scene.developer.client.send("GET /clients/:client_id", { params })).status).toBe(404);
    await server.seesChanges();
    expectError(await requestToken(client.id, secret), 401, "invalid_client");
  });

  it("refuses a change of a version that is no longer there, and does what it was asked for the one that is", async () => {
    const { scene } = await prepare();
    const { client } = await makeClient(scene);
    const params = { client_id: client.id };
    const read = await scene.developer.client.send("GET /clients/:client_id", { params });
    const etag = read.headers.get("etag") ?? "";
    const rename = (name: string, match: string) =>
      scene.developer.client.send("PATCH /clients/:client_id", {
        params,
        body: { name },
        headers: { "if-match": match },
      });
    const first = await rename("First", etag);
    expect(first.status).toBe(200);
    const second = await rename("Second", etag);
    expect([second.status, second.problem.code]).toEqual([412, "changed_meanwhile"]);
    expect((await rename("Second", first.headers.get("etag") ?? "")).body.name).toBe("Second");
    expect((await rename("Third", '"something else"')).status).toBe(412);
    expect((await rename("Third", "*")).status).toBe(200);
  });

  it("lets one of two changes of the same version at once through", async () => {
    const { scene } = await prepare();
    const { client } = await makeClient(scene);
    const params = { client_id: client.id };
    const read = await scene.developer.client.send("GET /clients/:client_id", { params });
    const answers = await Promise.all(
      ["First", "Second"].map((name) =>
        scene.developer.client.send("PATCH /clients/:client_id", {
          params,
          body: { name },
          headers: { "if-match": read.headers.get("etag") ?? "" },
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const left = await scene.developer.client.call("GET /clients/:client_id", { params });
    expect(left.name).toBe(answers[0]?.status === 200 ? "First" : "Second");
  });

  it("answers 304 for a copy that is still good, and anew once the client was used, without a new version", async () => {
    const { server, scene } = await prepare();
    const { client, secret } = await makeClient(scene);
    const get = (etag?: string) =>
      scene.developer.client.send("GET /clients/:client_id", {
        params: { client_id: client.id },
        headers: { "if-none-match": etag },
      });
    const etag = (await get()).headers.get("etag") ?? "";
    const same = await get(etag);
    expect([same.status, same.text, same.headers.get("etag")]).toEqual([304, "", etag]);
    expectToken(await requestToken(client.id, secret));
    await server.service.tokenEndpoint.usage.flush();
    const used = await get(etag);
    expect(used.status).toBe(200);
    expect(used.body.secrets[0]).toMatchObject({ tokens_issued: 1, last_used_from: "127.0.0.1" });
    const params = { client_id: client.id };
    const renamed = await scene.developer.client.send("PATCH /clients/:client_id", {
      params,
      body: { name: "Renamed" },
      headers: { "if-match": etag },
    });
    expect(renamed.status).toBe(200);
  });

  it("lists clients in every order, a page at a time, each of them once", async () => {
    const { server, scene } = await prepare();
    const made = [];
    for (const name of ["bravo", "Alpha", "delta", "Charlie", "echo"]) {
      server.clock.advance(5);
      made.push(await makeClient(scene, { name }));
    }
    for (const index of [3, 1]) {
      expectToken(await requestToken(made[index]?.client.id ?? "", made[index]?.secret ?? ""));
      server.clock.advance(60_000); // last uses are told apart by the minute
    }
    await server.service.tokenEndpoint.usage.flush();
    const list = async (sort: string) => {
      const names: string[] = [];
      let cursor: string | null = null;
      do {
        const query = { organization_id: scene.organization.id, limit: 2, sort, ...(cursor !== null && { cursor }) };
        const page: { items: { name: string }[]; next_cursor: string | null } = await scene.developer.client.call(
          "GET /clients",
          { query: query as never },
        );
        names.push(...page.items.map(({ name }) => name));
        cursor = page.next_cursor;
      } while (cursor !== null);
      return names.join(" ");
    };
    expect(await list("created_at")).toBe("bravo Alpha delta Charlie echo");
    expect(await list("-created_at")).toBe("echo Charlie delta Alpha bravo");
    expect(await list("name")).toBe("Alpha bravo Charlie delta echo");
    expect(await list("-name")).toBe("echo delta Charlie bravo Alpha");
    expect((await list("-last_used_at")).split(" ").slice(0, 2)).toEqual(["Alpha", "Charlie"]);
    expect((await list("last_used_at")).split(" ").slice(3)).toEqual(["Charlie", "Alpha"]);
  });

  it("filters by status and by part of a name, and takes no wildcard", async () => {
    const { scene } = await prepare();
    const { client } = await makeClient(scene, { name: "50%_off" });
    await makeClient(scene, { name: "Plain" });
    await scene.developer.client.call("POST /clients/:client_id/disable", { params: { client_id: client.id } });
    const names = async (query: Record<string, string>) =>
      (await scene.developer.client.call("GET /clients", { query })).items.map(({ name }) => name);
    expect(await names({ status: "disabled" })).toEqual(["50%_off"]);
    expect(await names({ status: "enabled" })).toEqual(["Plain"]);
    expect(await names({ search: "0%_O" })).toEqual(["50%_off"]);
    expect(await names({ search: "%" })).toEqual(["50%_off"]);
    expect(await names({ search: client.id.slice(0, 25) })).toEqual(["50%_off"]);
  });

  it("shows a partner nothing of another's clients, in lists and by id", async () => {
    const { server, scene } = await prepare();
    const other = await setScene(server);
    const { client } = await makeClient(other);
    const list = await scene.developer.client.call("GET /clients");
    expect(list.items.every((one) => one.organization_id === scene.organization.id)).toBe(true);
    const query = { organization_id: other.organization.id };
    expect((await scene.developer.client.call("GET /clients", { query })).items).toEqual([]);
    const params = { client_id: client.id };
    expect((await scene.developer.client.send("GET /clients/:client_id", { params })).status).toBe(404);
    const nobody = await signInAs(server, "nobody");
    expect((await nobody.client.call("GET /clients")).items).toEqual([]);
  });

  it.each(["garbage", "WyJuYW1lIiwiYSIsImIiXQ", "WyItY3JlYXRlZF9hdCIsIngiLCJiIl0"])(
    "refuses the cursor %s, which is none of this list",
    async (cursor) => {
      const { scene } = await prepare();
      const { status, problem } = await scene.developer.client.send("GET /clients", { query: { cursor } });
      expect([status, problem.errors?.[0]?.field]).toEqual([422, "cursor"]);
    },
  );

  it("refuses NUL in a search instead of failing", async () => {
    const { scene } = await prepare();
    const { status } = await scene.developer.client.send("GET /clients", { query: { search: "a\0b" } });
    expect(status).toBe(422);
  });

  it("writes who did what, from where, and what was before and after, without a secret", async () => {
    const { server, scene } = await prepare();
    const { client, secret } = await makeClient(scene);
    const params = { client_id: client.id };
    server.clock.advance(1);
    await scene.developer.client.call("PATCH /clients/:client_id", { params, body: { name: "Renamed" } });
    server.clock.advance(1);
    await scene.developer.client.call("PUT /clients/:client_id/grants/:resource_id", {
      params: { ...params, resource_id: scene.resourceId },
      body: { scopes: [] },
    });
    const events = await readRows(server, "audit_events");
    const own = events.filter((event) => event.subject_id === client.id).sort((a, b) => a.at - b.at);
    expect(own.every((event) => event.organization_id === scene.organization.id)).toBe(true);
    expect(own.every((event) => event.actor === `user:${scene.developer.userId}`)).toBe(true);
    expect(own.map(({ action, before, after }) => [action, before, after])).toEqual([
      ["client.created", null, '{"name":"Production","kind":"client","authentication_method":"client_secret"}'],
      ["client.granted", null, '{"scope":"read","default_scope":"read","is_default":true}'],
      [
        "client.changed",
        '{"name":"Production","authentication_method":"client_secret"}',
        '{"name":"Renamed","authentication_method":"client_secret"}',
      ],
      [
        "client.granted",
        '{"scope":"read","default_scope":"read","is_default":true}',
        '{"scope":"","default_scope":"","is_default":true}',
      ],
    ]);
    expect(own[0]?.address).toBe("127.0.0.1");
    expect(JSON.stringify(events)).not.toContain(secret);
  });
});
