import { type Endpoint, type EndpointKey, endpoints } from "@celitech-auth/contract";
import { describe, expect, it } from "vitest";
import type { Schema } from "../../src/storage/schema.ts";
import { type AdminClient, signInAs } from "../support/admin-client.ts";
import { type AdminScene, makeClient, setScene } from "../support/admin-scene.ts";
import { readRows } from "../support/read-rows.ts";
import { useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";

const servers = useServers();
const DAY_MILLISECONDS = 86_400_000;

interface Creation {
  readonly key: EndpointKey;
  /** The field that is shown once. */
  readonly secretField: string | undefined;
  request(scene: AdminScene): Promise<{ readonly params?: Record<string, string>; readonly body: object }>;
  /** Rows of this table are what it makes. */
  readonly table: keyof Schema & string;
}

let names = 0;
function freshName(): string {
  names += 1;
  return `Once ${names}`;
}

const CREATIONS: readonly Creation[] = [
  {
    key: "POST /organizations",
    secretField: undefined,
    table: "organizations",
    request: async () => ({ body: { name: freshName() } }),
  },
  {
    key: "POST /organizations/:organization_id/invitations",
    secretField: "link",
    table: "one_time_links",
    request: async ({ organization }) => ({ params: { organization_id: organization.id }, body: { role: "viewer" } }),
  },
  {
    key: "POST /operator-invitations",
    secretField: "link",
    table: "one_time_links",
    request: async () => ({ body: { email: "x@example.com" } }),
  },
  {
    key: "POST /clients",
    secretField: "client_secret",
    table: "clients",
    request: async ({ organization }) => ({ body: { organization_id: organization.id, name: freshName() } }),
  },
  {
    key: "POST /clients/:client_id/secrets",
    secretField: "client_secret",
    table: "client_secrets",
    request: async (scene) => ({ params: { client_id: (await makeClient(scene)).client.id }, body: {} }),
  },
  {
    key: "POST /clients/:client_id/rotation",
    secretField: "client_secret",
    table: "client_secrets",
    request: async (scene) => ({ params: { client_id: (await makeClient(scene)).client.id }, body: {} }),
  },
  {
    key: "POST /resources",
    secretField: undefined,
    table: "resources",
    request: async () => ({ body: { audience: `https://${freshName().replace(" ", "-").toLowerCase()}.example` } }),
  },
  {
    key: "POST /admin-tokens",
    secretField: "token",
    table: "admin_tokens",
    request: async ({ organization }) => ({
      body: { name: freshName(), organization_id: organization.id, scopes: ["clients:read"], expires_at: null },
    }),
  },
];

const TABLES = ["idempotency_keys", "audit_events", "one_time_links", "admin_tokens", "client_secrets"] as const;

it("every route that takes an Idempotency-Key is tested here", () => {
  const keys = Object.entries(endpoints).filter(([, endpoint]: [string, Endpoint]) => endpoint.isIdempotent === true);
  expect(CREATIONS.map(({ key }) => key).sort()).toEqual(keys.map(([key]) => key).sort());
});

describe.each(STORES)("Idempotency-Key, %s", (store) => {
  const prepare = async () => {
    const server = servers.on(store);
    return { server, scene: await setScene(server), idempotencyKey: `key-${freshName()}` };
  };
  const send = (caller: AdminClient, key: EndpointKey, request: object, idempotencyKey: string) =>
    caller.send(key, { ...request, headers: { "idempotency-key": idempotencyKey } });
  const count = async (table: keyof Schema & string) => (await readRows(servers.on(store), table)).length;

  it.each(CREATIONS)("$key is done once, and the replay shows no secret", async (creation) => {
    const { server, scene, idempotencyKey } = await prepare();
    const request = await creation.request(scene);
    const first = await send(scene.operator, creation.key, request, idempotencyKey);
    expect([first.status, first.headers.get("idempotency-replayed")]).toEqual([201, null]);
    const before = await count(creation.table);
    const second = await send(scene.operator, creation.key, request, idempotencyKey);
    expect([second.status, second.headers.get("idempotency-replayed")]).toEqual([201, "true"]);
    expect(await count(creation.table)).toBe(before);
    const { secretField } = creation;
    if (secretField === undefined) {
      expect(second.body).toEqual(first.body);
      return;
    }
    const [shown, replayed] = [first.body, second.body] as unknown as Record<string, unknown>[];
    const text = String(shown?.[secretField]);
    expect(text.length).toBeGreaterThan(40);
    expect({ ...replayed, notice: "" }).toEqual({ ...shown, [secretField]: null, notice: "" });
    expect(replayed?.["notice"]).toContain("shown once");
    const secret = text.split("token=").at(-1) ?? "";
    for (const table of TABLES) expect(JSON.stringify(await readRows(server, table))).not.toContain(secret);
  });

  it("refuses another body under the same key", async () => {
    const { scene, idempotencyKey } = await prepare();
    await send(scene.operator, "POST /organizations", { body: { name: freshName() } }, idempotencyKey);
    const other = await send(scene.operator, "POST /organizations", { body: { name: freshName() } }, idempotencyKey);
    expect([other.status, other.problem.code]).toEqual([422, "idempotency_key_reused"]);
    const path = await send(scene.operator, "POST /operator-invitations", { body: {} }, idempotencyKey);
    expect(path.problem.code).toBe("idempotency_key_reused");
  });

  it("keeps the keys of two callers apart", async () => {
    const { server, scene, idempotencyKey } = await prepare();
    const other = await signInAs(server, "operator");
    const request = { body: { role: "viewer" }, params: { organization_id: scene.organization.id } };
    const key = "POST /organizations/:organization_id/invitations";
    const both = [scene.operator, other.client].map((caller) => send(caller, key, request, idempotencyKey));
    const answers = await Promise.all(both);
    expect(answers.map(({ headers }) => headers.get("idempotency-replayed"))).toEqual([null, null]);
  });

  it("creates once of many at the same time", async () => {
    const { scene, idempotencyKey } = await prepare();
    const request = { body: { organization_id: scene.organization.id, name: freshName() } };
    const before = await count("clients");
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => send(scene.operator, "POST /clients", request, idempotencyKey)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(201));
    expect(answers.filter(({ headers }) => headers.get("idempotency-replayed") === null)).toHaveLength(1);
    expect(await count("clients")).toBe(before + 1);
  });

  it("frees the key of a request that was refused", async () => {
    const { scene, idempotencyKey } = await prepare();
    const name = freshName();
    await scene.operator.call("POST /organizations", { body: { name } });
    const taken = await send(scene.operator, "POST /organizations", { body: { name } }, idempotencyKey);
    expect(taken.status).toBe(409);
    const { items } = await scene.operator.call("GET /organizations", { query: { search: name } });
    await scene.operator.call("DELETE /organizations/:organization_id", {
      params: { organization_id: items[0]?.id ?? "" },
    });
    expect((await send(scene.operator, "POST /organizations", { body: { name } }, idempotencyKey)).status).toBe(201);
  });

  it.each(["", "x".repeat(256), "schlüssel"])("refuses %j as a key", async (idempotencyKey) => {
    const { scene } = await prepare();
    const { status, problem } = await send(
      scene.operator,
      "POST /organizations",
      { body: { name: "x" } },
      idempotencyKey,
    );
    expect([status, problem.errors?.[0]?.field]).toEqual([422, "Idempotency-Key"]);
  });

  it("forgets a key after a day, and its row with the next pruning", async () => {
    const { server, scene, idempotencyKey } = await prepare();
    const request = { body: { role: "viewer" }, params: { organization_id: scene.organization.id } };
    const key = "POST /organizations/:organization_id/invitations";
    await send(scene.operator, key, request, idempotencyKey);
    const kept = async () =>
      (await readRows(server, "idempotency_keys")).filter((row) => row.key === idempotencyKey).length;
    await server.service.housekeeping.run();
    expect(await kept()).toBe(1);
    server.clock.advance(DAY_MILLISECONDS + 1);
    await server.service.housekeeping.run();
    expect(await kept()).toBe(0);
  });
});
