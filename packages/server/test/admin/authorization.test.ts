import { type EndpointKey, endpoints } from "@celitech-auth/contract";
import { beforeAll, describe, expect, it } from "vitest";
import { CALLERS, makeCaller } from "../support/admin-callers.ts";
import { signInAs } from "../support/admin-client.ts";
import { type AdminScene, makeClient, setScene } from "../support/admin-scene.ts";
import { readRows } from "../support/read-rows.ts";
import { useServers } from "../support/running-server.ts";
import { AUTHORIZATION } from "./authorization-table.ts";

const servers = useServers({}, ["SQLite"]);
const keys = Object.keys(endpoints) as EndpointKey[];

describe("authorization", () => {
  let scene: AdminScene;
  let other: AdminScene;
  beforeAll(async () => {
    const server = servers.on("SQLite");
    scene = await setScene(server);
    other = await setScene(server);
  });
  const place = (key: EndpointKey) => ({
    ...{ key, organizationId: scene.organization.id, otherOrganizationId: other.organization.id },
  });

  it("has a row for every route of the contract", () => {
    expect(Object.keys(AUTHORIZATION).sort()).toEqual(Object.keys(endpoints).sort());
  });

  it.each(keys)("of %s: everyone who may not is refused, and nothing is changed", async (key) => {
    const server = servers.on("SQLite");
    const { policy, request } = AUTHORIZATION[key];
    const parts = await request({ server, scene });
    const refused = CALLERS.filter((name) => policy[name] !== "yes");
    const callers = await Promise.all(refused.map((name) => makeCaller(server, name, place(key))));
    const before = (await readRows(server, "audit_events")).length;
    const answers = await Promise.all(callers.map((caller) => caller.send(key, parts)));
    const statuses = Object.fromEntries(refused.map((name, index) => [name, answers[index]?.status]));
    expect(statuses).toEqual(Object.fromEntries(refused.map((name) => [name, policy[name]])));
    for (const { status, problem } of answers) {
      const codes = { 401: "not_signed_in", 403: "forbidden", 404: "not_found" };
      expect(problem.code).toBe(codes[status as keyof typeof codes]);
    }
    expect((await readRows(server, "audit_events")).length).toBe(before);
  });

  it.each(keys)("of %s: it works for everyone who may", async (key) => {
    const server = servers.on("SQLite");
    const { policy, works, request } = AUTHORIZATION[key];
    if (works >= 400) server.clock.advanceSeconds(60); // failed attempts are limited for a minute
    const statuses: Record<string, number> = {};
    const allowed = CALLERS.filter((name) => policy[name] === "yes");
    for (const name of allowed) {
      const parts = await request({ server, scene });
      const caller = await makeCaller(server, name, place(key));
      statuses[name] = (await caller.send(key, parts)).status;
    }
    expect(statuses).toEqual(Object.fromEntries(allowed.map((name) => [name, works])));
  });

  it.each(keys)(
    "of %s: a session that was confirmed 15 minutes ago is asked again just where it is risky",
    async (key) => {
      const server = servers.on("SQLite");
      const { isRisky, request } = AUTHORIZATION[key];
      const parts = await request({ server, scene });
      const { client, sessionId } = await signInAs(server, "operator");
      await server.service.administration.unitOfWork.transaction(({ sessions }) =>
        sessions.setConfirmed(sessionId, server.clock.read() - 15 * 60_000),
      );
      const answer = await client.send(key, parts);
      const isAskedAgain = answer.problem?.code === "recent_sign_in_required";
      expect(isAskedAgain).toBe(isRisky);
      if (isRisky) expect(answer.status).toBe(403);
    },
  );

  it("of a user is that of now: whoever was removed from a partner sees nothing of it with the next request", async () => {
    const server = servers.on("SQLite");
    const organizationId = scene.organization.id;
    const member = await signInAs(server, { organizationId, role: "viewer" });
    const params = { organization_id: organizationId };
    expect((await member.client.send("GET /organizations/:organization_id", { params })).status).toBe(200);
    await scene.operator.call("DELETE /organizations/:organization_id/members/:user_id", {
      params: { ...params, user_id: member.userId },
    });
    expect((await member.client.send("GET /organizations/:organization_id", { params })).status).toBe(404);
  });

  it("asks a session again after 15 minutes for what is risky, and never an admin token", async () => {
    const server = servers.on("SQLite");
    const { client } = await makeClient(scene);
    const params = { client_id: client.id };
    const callers = { organizationId: scene.organization.id, otherOrganizationId: "", key: "POST /clients" } as const;
    const [user, token] = await Promise.all([
      makeCaller(server, "developer", callers),
      makeCaller(server, "token", callers),
    ]);
    server.clock.advanceSeconds(15 * 60);
    const refused = await user.send("POST /clients/:client_id/disable", { params });
    expect([refused.status, refused.problem.code]).toEqual([403, "recent_sign_in_required"]);
    expect((await user.send("PATCH /clients/:client_id", { params, body: { name: "Calm" } })).status).toBe(200);
    expect((await token.send("POST /clients/:client_id/disable", { params })).status).toBe(200);
  });

  it("takes no change of a session from another site, and none without an Origin", async () => {
    const { client } = await makeClient(await setScene(servers.on("SQLite")));
    const operator = (await signInAs(servers.on("SQLite"), "operator")).client;
    for (const origin of ["https://evil.example", "null", undefined]) {
      const { status, problem } = await operator.send("POST /clients/:client_id/disable", {
        params: { client_id: client.id },
        headers: { origin },
      });
      expect([status, problem.code]).toEqual([403, "cross_site"]);
    }
  });
});
