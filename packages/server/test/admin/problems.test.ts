import { expect, it } from "vitest";
import { AdminClient, signInAs } from "../support/admin-client.ts";
import { makeClient, setScene } from "../support/admin-scene.ts";
import { useServers } from "../support/running-server.ts";

const servers = useServers({ environment: { SUPPORT_URL: "https://help.example" } }, ["SQLite"]);
const broken = useServers(
  {
    changeService: (service) => ({
      ...service,
      admin: {
        ...service.admin,
        reader: Object.assign(Object.create(service.admin.reader), {
          pageOrganizations: () => Promise.reject(new Error("password=hunter2")),
        }),
      },
    }),
  },
  ["SQLite"],
);

const send = async (path: string, init: RequestInit) => {
  const response = await fetch(`http://127.0.0.1:${servers.on("SQLite").port}/api/v1${path}`, {
    ...init,
    headers: { origin: "http://localhost:4000", ...init.headers },
  });
  return { status: response.status, type: response.headers.get("content-type"), problem: await response.json() };
};

it.each([
  ["a body that is no JSON", 400, "malformed_request", { body: "{", headers: { "content-type": "application/json" } }],
  ["a form", 415, "media_type", { body: "a=b", headers: { "content-type": "application/x-www-form-urlencoded" } }],
  [
    "a body that is too long",
    413,
    "body_too_long",
    { body: `"${"x".repeat(70_000)}"`, headers: { "content-type": "application/json" } },
  ],
  ["a list in place of an object", 422, "invalid", { body: "[]", headers: { "content-type": "application/json" } }],
] as const)("answers %s with %i %s", async (_title, status, code, init) => {
  const answer = await send("/links/inspect", { method: "POST", ...init });
  expect([answer.status, answer.type]).toEqual([status, "application/problem+json; charset=utf-8"]);
  expect(answer.problem).toMatchObject({
    ...{ code, status, type: `urn:celitech-auth:problem:${code}`, support_url: "https://help.example" },
    detail: expect.stringMatching(/[.!?]$/),
    request_id: expect.any(String),
  });
});

it("names every field at fault at once", async () => {
  const { developer, organization } = await setScene(servers.on("SQLite"));
  const { problem } = await developer.client.send("POST /clients", {
    body: {
      organization_id: organization.id,
      name: "",
      kind: "robot",
      grants: [{ resource_id: "res_1", scopes: [""] }],
    },
  });
  expect(problem.errors?.map(({ field }) => field)).toEqual(["name", "kind", "grants.0.scopes.0"]);
});

it("takes a path that is no UTF-8, and an id that cannot be one, for nothing", async () => {
  const { operator } = await setScene(servers.on("SQLite"));
  const missing = await operator.send("GET /clients/:client_id", { params: { client_id: "a b/../c" } });
  expect([missing.status, missing.problem.code]).toEqual([404, "not_found"]);
  const cookie = [...operator.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const odd = await send("/clients/%E0%A4%A", { method: "GET", headers: { cookie } });
  expect([odd.status, (odd.problem as { code: string }).code]).toEqual([404, "not_found"]);
});

it("answers HEAD like GET, without a body", async () => {
  const scene = await setScene(servers.on("SQLite"));
  const { client } = await makeClient(scene);
  const cookie = [...scene.operator.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const url = `http://127.0.0.1:${servers.on("SQLite").port}/api/v1/clients/${client.id}`;
  const [head, get] = await Promise.all(["HEAD", "GET"].map((method) => fetch(url, { method, headers: { cookie } })));
  expect([head?.status, head?.headers.get("etag"), await head?.text()]).toEqual([200, get?.headers.get("etag"), ""]);
});

it("lets no answer into a cache", async () => {
  const { operator } = await setScene(servers.on("SQLite"));
  const answers = [await operator.send("GET /clients"), await operator.send("GET /clients", { query: { limit: "0" } })];
  for (const { headers } of answers) expect(headers.get("cache-control")).toBe("no-store");
});

it("tells nobody why it failed, but a number for support and the log", async () => {
  const server = broken.on("SQLite");
  const { client } = await signInAs(server, "operator");
  const { status, text, problem } = await client.send("GET /organizations");
  expect([status, problem.code]).toEqual([500, "service_failed"]);
  expect(text).not.toContain("hunter2");
  expect(server.log.lines.join("\n")).toContain(problem.request_id ?? "none");
});

it("knows nobody by a token that is none", async () => {
  const server = servers.on("SQLite");
  for (const token of ["celitech_admin_wrong", "", "a b"]) {
    const { status, headers } = await new AdminClient(server, token).send("GET /clients");
    expect([status, headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="celitech-auth admin"']);
  }
});
