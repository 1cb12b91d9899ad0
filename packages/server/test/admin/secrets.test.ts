import type { Client } from "@celitech-auth/contract";
import { describe, expect, it } from "vitest";
import { signInAs } from "../support/admin-client.ts";
import { type AdminScene, makeClient, setScene } from "../support/admin-scene.ts";
import { expectError, expectToken } from "../support/expect-answer.ts";
import { readRows } from "../support/read-rows.ts";
import { useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";

const servers = useServers();
const HOUR = 3_600;

describe.each(STORES)("secrets in the admin API, %s", (store) => {
  const prepare = async () => {
    const server = servers.on(store);
    const scene = await setScene(server);
    return { server, scene, made: await makeClient(scene) };
  };
  const requestToken = (id: string, secret: string | null) => servers.on(store).request({ basic: [id, secret ?? ""] });
  const rotate = async ({ developer }: AdminScene, { id }: Client, body: object = {}) => {
    servers.on(store).clock.advance(1);
    return developer.client.call("POST /clients/:client_id/rotation", { params: { client_id: id }, body });
  };
  const wait = async (seconds: number) => {
    servers.on(store).clock.advanceSeconds(seconds);
    await servers.on(store).seesChanges();
  };
  const inHours = (hours: number) => new Date(servers.on(store).clock.read() + hours * HOUR * 1_000).toISOString();

  it("rotates: the new secret works at once, the old one until the overlap is over", async () => {
    const { server, scene, made } = await prepare();
    const rotated = await rotate(scene, made.client, { overlap_seconds: HOUR, label: "spring" });
    const [fresh, old] = rotated.client.secrets;
    expect(fresh).toMatchObject({ id: rotated.secret_id, label: "spring", state: "live", replaced_by: null });
    expect(old).toMatchObject({ id: made.secretId, state: "ending", expires_at: inHours(1), replaced_by: fresh?.id });
    expect(fresh?.created_by).toMatchObject({ kind: "user", id: scene.developer.userId });
    expect(rotated.client.rotation).toEqual({
      old_secret_id: made.secretId,
      new_secret_id: rotated.secret_id,
      ends_at: inHours(1),
    });
    await server.seesChanges();
    expectToken(await requestToken(made.client.id, made.secret));
    expectToken(await requestToken(made.client.id, rotated.client_secret));
    await wait(HOUR);
    expectError(await requestToken(made.client.id, made.secret), 401, "invalid_client");
    expectToken(await requestToken(made.client.id, rotated.client_secret));
    const after = await scene.developer.client.call("GET /clients/:client_id", {
      params: { client_id: made.client.id },
    });
    expect([after.rotation, after.secrets[1]?.state]).toEqual([null, "expired"]);
  });

  it("ends the old secret at once where there is no overlap", async () => {
    const { server, scene, made } = await prepare();
    const rotated = await rotate(scene, made.client, { overlap_seconds: 0 });
    await server.seesChanges();
    expectError(await requestToken(made.client.id, made.secret), 401, "invalid_client");
    expectToken(await requestToken(made.client.id, rotated.client_secret));
    expect(rotated.client.rotation).toBeNull();
  });

  it("ends the overlap early, and says so in the audit log", async () => {
    const { server, scene, made } = await prepare();
    const rotated = await rotate(scene, made.client);
    const params = { client_id: made.client.id };
    const ended = await scene.developer.client.call("POST /clients/:client_id/rotation/end", { params });
    expect([ended.rotation, ended.secrets[1]?.state]).toEqual([null, "revoked"]);
    await server.seesChanges();
    expectError(await requestToken(made.client.id, made.secret), 401, "invalid_client");
    expectToken(await requestToken(made.client.id, rotated.client_secret));
    const again = await scene.developer.client.send("POST /clients/:client_id/rotation/end", { params });
    expect([again.status, again.problem.detail]).toEqual([409, expect.stringContaining("No rotation")]);
    const events = await readRows(server, "audit_events");
    expect(
      events.find(({ action, subject_id }) => action === "secret.rotation_ended" && subject_id === made.secretId),
    ).toMatchObject({ organization_id: scene.organization.id, actor: `user:${scene.developer.userId}` });
  });

  it("cancels: the new secret ends, and the old one goes on as it was before", async () => {
    const { server, scene, made } = await prepare();
    const expires_at = inHours(1_000);
    const params = { client_id: made.client.id };
    await scene.developer.client.call("PATCH /clients/:client_id/secrets/:secret_id", {
      params: { ...params, secret_id: made.secretId },
      body: { expires_at },
    });
    const rotated = await rotate(scene, made.client);
    const cancelled = await scene.developer.client.call("POST /clients/:client_id/rotation/cancel", { params });
    expect(cancelled.rotation).toBeNull();
    expect(cancelled.secrets).toMatchObject([
      { id: rotated.secret_id, state: "revoked" },
      { id: made.secretId, state: "live", expires_at, replaced_by: null },
    ]);
    await server.seesChanges();
    expectToken(await requestToken(made.client.id, made.secret));
    expectError(await requestToken(made.client.id, rotated.client_secret), 401, "invalid_client");
    const again = await scene.developer.client.send("POST /clients/:client_id/rotation/cancel", { params });
    expect(again.status).toBe(409);
  });

  it("cancels without ending the old secret where its first end has passed and it was given a later one", async () => {
    const { server, scene, made } = await prepare();
    const params = { client_id: made.client.id };
    const setEnd = (expires_at: string) =>
      scene.developer.client.call("PATCH /clients/:client_id/secrets/:secret_id", {
        params: { ...params, secret_id: made.secretId },
        body: { expires_at },
      });
    await setEnd(inHours(2));
    await rotate(scene, made.client, { overlap_seconds: HOUR });
    const later = inHours(10);
    await setEnd(later);
    await wait(5 * HOUR);
    const confirmed = await signInAs(server, { organizationId: scene.organization.id, role: "developer" });
    const cancelled = await confirmed.client.call("POST /clients/:client_id/rotation/cancel", { params });
    expect(cancelled.secrets[1]).toMatchObject({ id: made.secretId, state: "live", expires_at: later });
    await server.seesChanges();
    expectToken(await requestToken(made.client.id, made.secret));
    const { items } = await scene.operator.call("GET /audit-events", {
      query: { action: "secret.rotation_cancelled" },
    });
    expect(items[0]).toMatchObject({ after: { expires_at: later } });
  });

  it("never lets a rotation end the last live secret", async () => {
    const { scene, made } = await prepare();
    const rotated = await rotate(scene, made.client);
    const params = { client_id: made.client.id };
    await scene.developer.client.call("POST /clients/:client_id/secrets/:secret_id/revoke", {
      params: { ...params, secret_id: rotated.secret_id },
      body: {},
    });
    const ended = await scene.developer.client.send("POST /clients/:client_id/rotation/end", { params });
    expect([ended.status, ended.problem.detail]).toEqual([409, expect.stringContaining("last live secret")]);
    await scene.developer.client.call("POST /clients/:client_id/rotation/cancel", { params });
    await wait(48 * HOUR);
    expectToken(await requestToken(made.client.id, made.secret));
  });

  it.each(["rotation", "secrets"] as const)("refuses a third live secret by %s, and names the two", async (path) => {
    const { scene, made } = await prepare();
    const rotated = await rotate(scene, made.client);
    const { status, problem } = await scene.developer.client.send(`POST /clients/:client_id/${path}`, {
      params: { client_id: made.client.id },
      body: {},
    });
    expect([status, problem.code]).toEqual([409, "conflict"]);
    for (const secret of [made.secret, rotated.client_secret]) expect(problem.detail).toContain(secret?.slice(-4));
  });

  it("makes a second secret beside the first, and the first lives on however many come and go", async () => {
    const { server, scene, made } = await prepare();
    const params = { client_id: made.client.id };
    for (let round = 0; round < 4; round += 1) {
      server.clock.advance(10);
      const second = await scene.developer.client.call("POST /clients/:client_id/secrets", {
        params,
        body: { label: `round ${round}` },
      });
      await server.seesChanges();
      expectToken(await requestToken(made.client.id, second.client_secret));
      await scene.developer.client.call("POST /clients/:client_id/secrets/:secret_id/revoke", {
        params: { ...params, secret_id: second.secret_id },
        body: {},
      });
    }
    await server.seesChanges();
    expectToken(await requestToken(made.client.id, made.secret));
  });

  it("changes a label and an expiry, and takes both away again", async () => {
    const { scene, made } = await prepare();
    const patch = (body: object) =>
      scene.developer.client.send("PATCH /clients/:client_id/secrets/:secret_id", {
        params: { client_id: made.client.id, secret_id: made.secretId },
        body,
      });
    const changed = await patch({ label: "old", expires_at: "2099-01-01T01:00:00+01:00" });
    expect(changed.body.secrets[0]).toMatchObject({ label: "old", expires_at: "2099-01-01T00:00:00.000Z" });
    expect((await patch({ label: null })).body.secrets[0]).toMatchObject({ label: null, state: "live" });
    expect((await patch({ expires_at: null })).body.secrets[0]?.expires_at).toBeNull();
    const past = await patch({ expires_at: "2020-01-01T00:00:00Z" });
    expect([past.status, past.problem.errors?.[0]?.field]).toEqual([422, "expires_at"]);
    await patch({ expires_at: inHours(1) });
    await wait(2 * HOUR);
    expectError(await requestToken(made.client.id, made.secret), 401, "invalid_client");
    const dead = await patch({ expires_at: inHours(1) });
    expect([dead.status, dead.problem.detail]).toEqual([409, expect.stringContaining("expired")]);
    expect((await patch({ label: "dead" })).status).toBe(200);
  });

  it("moves the end of an overlap, and refuses to take it away", async () => {
    const { scene, made } = await prepare();
    await rotate(scene, made.client);
    const patch = (expires_at: string | null) =>
      scene.developer.client.send("PATCH /clients/:client_id/secrets/:secret_id", {
        params: { client_id: made.client.id, secret_id: made.secretId },
        body: { expires_at },
      });
    expect((await patch(inHours(72))).body.rotation?.ends_at).toBe(inHours(72));
    const never = await patch(null);
    expect([never.status, never.problem.detail]).toEqual([409, expect.stringContaining("cancel the rotation")]);
  });

  it("refuses a new secret that would end before the overlap does", async () => {
    const { scene, made } = await prepare();
    const { status, problem } = await scene.developer.client.send("POST /clients/:client_id/rotation", {
      params: { client_id: made.client.id },
      body: { overlap_seconds: 2 * HOUR, expires_at: inHours(1) },
    });
    expect([status, problem.errors?.[0]?.field]).toEqual([422, "expires_at"]);
  });

  it("revokes a secret, with its tokens where that is asked for", async () => {
    const { server, scene, made } = await prepare();
    const revoke = (with_tokens: boolean) =>
      scene.developer.client.call("POST /clients/:client_id/secrets/:secret_id/revoke", {
        params: { client_id: made.client.id, secret_id: made.secretId },
        body: { with_tokens },
      });
    expect((await revoke(false)).secrets[0]?.state).toBe("revoked");
    expect((await readRows(server, "revocations")).some(({ subject_id }) => subject_id === made.secretId)).toBe(false);
    await revoke(true);
    expect((await readRows(server, "revocations")).some(({ subject_id }) => subject_id === made.secretId)).toBe(true);
  });

  it("takes a secret of another client for none", async () => {
    const { scene, made } = await prepare();
    const other = await makeClient(scene, { name: "Other" });
    const params = { client_id: made.client.id, secret_id: other.secretId };
    const { client } = scene.developer;
    const patched = await client.send("PATCH /clients/:client_id/secrets/:secret_id", { params, body: { label: "x" } });
    const revoked = await client.send("POST /clients/:client_id/secrets/:secret_id/revoke", { params, body: {} });
    expect([patched.status, revoked.status]).toEqual([404, 404]);
    const untouched = await client.call("GET /clients/:client_id", { params: { client_id: other.client.id } });
    expect(untouched.secrets).toMatchObject([{ state: "live", label: null }]);
  });

  it("lets one of two rotations at once through", async () => {
    const { scene, made } = await prepare();
    const request = { params: { client_id: made.client.id }, body: {} };
    const both = await Promise.all(
      [1, 2].map(() => scene.developer.client.send("POST /clients/:client_id/rotation", request)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });
});
