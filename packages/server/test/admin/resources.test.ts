import { describe, expect, it } from "vitest";
import { signInAs } from "../support/admin-client.ts";
import { findResource, makeClient, setScene } from "../support/admin-scene.ts";
import { expectToken } from "../support/expect-answer.ts";
import { API } from "../support/fixtures.ts";
import { readRows } from "../support/read-rows.ts";
import { useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";

const servers = useServers();
let audiences = 0;

describe.each(STORES)("APIs in the admin API, %s", (store) => {
  const prepare = async () => {
    const server = servers.on(store);
    const scene = await setScene(server);
    audiences += 1;
    const resource = await scene.operator.call("POST /resources", {
      body: {
        audience: `https://made-${audiences}.example/v1`,
        name: "Made",
        scopes: [{ name: "orders:read", description: "Read orders" }],
      },
    });
    return { server, scene, resource, params: { resource_id: resource.id } };
  };

  it("adds an API whose scopes clients can ask for within a second", async () => {
    const { server, scene, resource } = await prepare();
    expect(resource).toMatchObject({
      name: "Made",
      signing_algorithm: "ES256",
      token_lifetime_seconds: null,
      is_default: false,
      scopes: [{ name: "orders:read", description: "Read orders", is_restricted: false, clients: 0 }],
    });
    const made = await makeClient(scene, { grants: [{ resource_id: resource.id, scopes: ["orders:read"] }] });
    await server.seesChanges();
    const claims = expectToken(await server.request({ basic: [made.client.id, made.secret] }));
    expect(claims).toMatchObject({ aud: resource.audience, scope: "orders:read" });
    const shown = await scene.developer.client.call("GET /resources/:resource_id", {
      params: { resource_id: resource.id },
    });
    expect(shown.scopes[0]?.clients).toBe(1);
  });

  it.each([
    ["audience", { audience: "no-uri" }],
    ["audience", { audience: "https://a.example/#part" }],
    ["scopes.1.name", { scopes: [{ name: "a" }, { name: "a" }] }],
    ["scopes.0.name", { scopes: [{ name: "two words" }] }],
    ["scopes.0.description", { scopes: [{ name: "a", description: "\0" }] }],
    ["token_lifetime_seconds", { token_lifetime_seconds: 0 }],
  ])("names %s when it is at fault", async (field, part) => {
    const { scene } = await prepare();
    const body = { audience: "https://fresh.example", ...part };
    const { status, problem } = await scene.operator.send("POST /resources", { body });
    expect([status, problem.errors?.[0]?.field]).toEqual([422, field]);
  });

  it("refuses an audience that is there, also of two at once", async () => {
    const { scene, resource } = await prepare();
    const taken = await scene.operator.send("POST /resources", { body: { audience: resource.audience } });
    expect([taken.status, taken.problem.code]).toEqual([409, "conflict"]);
    const twice = { body: { audience: `${resource.audience}/twice` } };
    const both = await Promise.all([1, 2].map(() => scene.operator.send("POST /resources", twice)));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it("changes a lifetime and takes it back to the default", async () => {
    const { server, scene, resource, params } = await prepare();
    const made = await makeClient(scene, { grants: [{ resource_id: resource.id, scopes: [] }] });
    const lifetime = async (seconds: number | null) => {
      const changed = await scene.operator.call("PATCH /resources/:resource_id", {
        params,
        body: { token_lifetime_seconds: seconds },
      });
      expect(changed.token_lifetime_seconds).toBe(seconds);
      await server.seesChanges();
      const { exp = 0, iat = 0 } = expectToken(await server.request({ basic: [made.client.id, made.secret] }));
      return exp - iat;
    };
    expect(await lifetime(120)).toBe(120);
    expect(await lifetime(null)).toBe(3_600);
  });

  it("changes name and algorithm, and refuses a change of a version that is no longer there", async () => {
    const { scene, params } = await prepare();
    const read = await scene.operator.send("GET /resources/:resource_id", { params });
    const patch = (body: object) =>
      scene.operator.send("PATCH /resources/:resource_id", {
        params,
        body,
        headers: { "if-match": read.headers.get("etag") ?? "" },
      });
    const changed = await patch({ name: "Renamed", signing_algorithm: "RS256" });
    expect(changed.body).toMatchObject({ name: "Renamed", signing_algorithm: "RS256" });
    expect((await patch({ name: "Again" })).problem.code).toBe("changed_meanwhile");
  });

  it("defines a scope whose name has to be escaped, describes it anew, and removes it", async () => {
    const { scene, params } = await prepare();
    const scope = "https://made.example/orders%2F*:read";
    const put = (description: string) =>
      scene.operator.call("PUT /resources/:resource_id/scopes/:scope", {
        params: { ...params, scope },
        body: { description },
      });
    expect((await put("All")).scopes.map(({ name }) => name)).toContain(scope);
    expect((await put("Everything")).scopes.find(({ name }) => name === scope)?.description).toBe("Everything");
    const removed = await scene.operator.call("DELETE /resources/:resource_id/scopes/:scope", {
      params: { ...params, scope },
    });
    expect(removed.scopes.map(({ name }) => name)).toEqual(["orders:read"]);
    const longest = "x".repeat(50) + "/".repeat(50);
    const long = await scene.operator.send("PUT /resources/:resource_id/scopes/:scope", {
      params: { ...params, scope: longest },
      body: {},
    });
    expect(long.body.scopes.map(({ name }) => name)).toContain(longest);
  });

  it("keeps a scope while a client may ask for it, and lets it go with the client", async () => {
    const { scene, resource, params } = await prepare();
    const made = await makeClient(scene, { grants: [{ resource_id: resource.id, scopes: ["orders:read"] }] });
    const remove = () =>
      scene.operator.send("DELETE /resources/:resource_id/scopes/:scope", {
        params: { ...params, scope: "orders:read" },
      });
    const refused = await remove();
    expect([refused.status, refused.problem.detail]).toEqual([409, expect.stringContaining("1 client may ask")]);
    await scene.operator.call("DELETE /clients/:client_id", {
      params: { client_id: made.client.id },
      body: { name: made.client.name },
    });
    expect((await remove()).status).toBe(200);
    expect((await remove()).status).toBe(404);
  });

  it("never removes a scope that is granted at the same time", async () => {
    const { scene, resource, params } = await prepare();
    const made = await makeClient(scene);
    const [granted, removed] = await Promise.all([
      scene.operator.send("PUT /clients/:client_id/grants/:resource_id", {
        params: { client_id: made.client.id, resource_id: resource.id },
        body: { scopes: ["orders:read"] },
      }),
      scene.operator.send("DELETE /resources/:resource_id/scopes/:scope", {
        params: { ...params, scope: "orders:read" },
      }),
    ]);
    expect([[200, 409].join(), [422, 200].join()]).toContain([granted.status, removed.status].join());
  });

  it("counts to each caller the clients that they see", async () => {
    const { server, scene, resource, params } = await prepare();
    const other = await setScene(server);
    const grants = [{ resource_id: resource.id, scopes: ["orders:read"] }];
    for (const one of [scene, scene, other]) await makeClient(one, { grants });
    const nobody = await signInAs(server, "nobody");
    const callers = [scene.operator, scene.developer.client, other.developer.client, nobody.client];
    const shown = await Promise.all(callers.map((caller) => caller.call("GET /resources/:resource_id", { params })));
    expect(shown.map(({ scopes }) => scopes[0]?.clients)).toEqual([3, 2, 1, 0]);
  });

  it("lists APIs by name, a page at a time, and says which one is the default", async () => {
    const { scene } = await prepare();
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { limit: "2", ...(cursor !== null && { cursor }) };
      const page: { items: { name: string }[]; next_cursor: string | null } = await scene.operator.call(
        "GET /resources",
        { query },
      );
      names.push(...page.items.map(({ name }) => name));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(names).toEqual([...names].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
    expect((await findResource(scene.operator, API)).is_default).toBe(true);
  });

  it("rotates signing keys, in an emergency at once", async () => {
    const { server, scene } = await prepare();
    const { items: before } = await scene.operator.call("GET /signing-keys");
    const active = before.find((key) => key.algorithm === "ES256" && key.state === "active");
    const rotated = await scene.operator.call("POST /signing-keys/rotate", { body: { algorithm: "ES256" } });
    const scheduled = rotated.items.find((key) => key.state === "next" && key.activates_at !== null);
    expect(scheduled?.algorithm).toBe("ES256");
    const again = await scene.operator.send("POST /signing-keys/rotate", { body: { algorithm: "ES256" } });
    expect([again.status, again.problem.code]).toEqual([409, "conflict"]);
    const replaced = await scene.operator.call("POST /signing-keys/rotate", {
      body: { algorithm: "ES256", is_emergency: true },
    });
    expect(replaced.items.find(({ kid }) => kid === active?.kid)).toMatchObject({ state: "removed" });
    expect(replaced.items.find(({ kid }) => kid === scheduled?.kid)).toMatchObject({ state: "active" });
    const shown = await scene.operator.send("GET /signing-keys");
    expect(shown.text).not.toMatch(/"d"|ciphertext/);
    expect((await readRows(server, "revocations")).map(({ subject_id }) => subject_id)).toContain(active?.kid);
  });
});
