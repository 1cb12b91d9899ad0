import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deleteClient, disableClient, enableClient, endTokens } from "../../src/domain/administration/change-client.ts";
import { revokeSecret } from "../../src/domain/administration/change-secret.ts";
import { replaceSigningKey } from "../../src/domain/administration/rotate-signing-keys.ts";
import { expectError } from "../support/expect-answer.ts";
import {
  API,
  AWKWARD_SECRET,
  applyChange,
  createTestClient,
  OTHER_API,
  PLAIN_SECRET,
  RSA_API,
} from "../support/fixtures.ts";
import { forge, INTROSPECT, issue, present, REVOKE } from "../support/presented-token.ts";
import { header, json } from "../support/raw-http.ts";
import { ISSUER, type RunningServer, startServer, useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";
import { withoutTable } from "../support/without-table.ts";

const servers = useServers();
/** Credentials of the API itself. */
const RESOURCE_SERVER = ["nogrant", PLAIN_SECRET] as const;
const C2 = ["c2", AWKWARD_SECRET] as const;
const SIGNED_TYPE = "application/token-introspection+jwt";

const introspect = (server: RunningServer, token: string, extras = {}) =>
  present(server, INTROSPECT, RESOURCE_SERVER, token, extras);

async function expectInactive(server: RunningServer, token: string): Promise<void> {
  const answer = await introspect(server, token);
  expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body: '{"active":false}' });
  expect(header(answer, "cache-control")).toBe("no-store");
}

async function expectActive(server: RunningServer, token: string): Promise<void> {
  expect(json(await introspect(server, token))).toMatchObject({ active: true });
}

/** A client of its own, and a token that it was issued. */
async function newHolder(server: RunningServer) {
  const created = await createTestClient(server.service.administration, {});
  const secret = created.secret.reveal();
  const secretId = created.client.secrets[0]?.id ?? "";
  const { id } = created.client;
  return { id, secret, secretId, token: await issue(server, id, secret) };
}

describe.each(STORES)("G7: introspection on %s", (store) => {
  test("G7: a token for the caller's audience is described", async () => {
    const server = servers.on(store);
    const token = await issue(server);
    const { iss, sub, aud, exp, iat, jti, ...claims } = decodeJwt(token);
    const answer = await introspect(server, token);
    expect(header(answer, "content-type")).toBe("application/json; charset=utf-8");
    expect(header(answer, "cache-control")).toBe("no-store");
    expect(json(answer)).toEqual({
      active: true,
      ...{ iss, sub, aud, exp, iat, jti },
      client_id: claims["client_id"],
      scope: "read",
      token_type: "Bearer",
      org_id: claims["org_id"],
    });
  });

  test("G7: a token without scopes has none", async () => {
    const server = servers.on(store);
    const token = await issue(server, "scopeless", PLAIN_SECRET);
    expect(json(await introspect(server, token))).not.toHaveProperty("scope");
  });

  test("G7: unknown, garbage, alg none, another type, forged: active false and nothing else", async () => {
    const server = servers.on(store);
    const token = await issue(server);
    const forgeries = [
      "unknown",
      "a.b.c",
      forge(token, 0, (text) => text.replace('"alg":"ES256"', '"alg":"none"')),
      `${forge(token, 0, (text) => text.replace('"alg":"ES256"', '"alg":"none"'))
        .split(".")
        .slice(0, 2)
        .join(".")}.`,
      forge(token, 0, (text) => text.replace('"alg":"ES256"', '"alg":"HS256"')),
      forge(token, 0, (text) => text.replace("at+jwt", "JWT")),
      forge(token, 0, (text) => text.replace(/"kid":"./, '"kid":"!')),
      forge(token, 1, (text) => text.replace('"read"', '"read write"')),
      forge(token, 2, (text) => `${text.slice(0, -1)}~`),
    ];
    for (const forgery of forgeries) await expectInactive(server, forgery);
    await expectActive(server, token);
  });

  test("T19: a token for another API is inactive, one of any algorithm for the own API is not", async () => {
    const server = servers.on(store);
    const several = (resource: string) => issue(server, "several", PLAIN_SECRET, { resource });
    await expectInactive(server, await several(OTHER_API));
    const rsa = await several(RSA_API);
    await expectInactive(server, rsa);
    const grants = [{ audience: RSA_API, scope: "" }];
    const rsaApi = await createTestClient(server.service.administration, { kind: "resource_server", grants });
    const caller = [rsaApi.client.id, rsaApi.secret.reveal()] as const;
    expect(json(await present(server, INTROSPECT, caller, rsa))).toMatchObject({ active: true, aud: RSA_API });
    expect((await present(server, INTROSPECT, caller, await several(API))).body).toBe('{"active":false}');
  });

  test("T19: only APIs may ask, and only with their credentials", async () => {
    const server = servers.on(store);
    const token = await issue(server);
    expectError(await present(server, INTROSPECT, C2, token), 400, "unauthorized_client");
    expectError(await present(server, INTROSPECT, ["nogrant", "wrong"], token), 401, "invalid_client");
    expectError(await server.request({ path: INTROSPECT, form: { token } }), 401, "invalid_client");
    expectError(await server.get(`${INTROSPECT}?token=${token}`), 405, "invalid_request");
    expectError(await server.request({ path: INTROSPECT, basic: RESOURCE_SERVER, form: "" }), 400, "invalid_request");
    expect(server.log.lines.join("")).not.toContain(token);
  });

  test("G7: a revoked token is inactive at once, and others are not", async () => {
    const server = servers.on(store);
    const [token, other] = [await issue(server), await issue(server)];
    await expectActive(server, token);
    expect((await present(server, REVOKE, C2, token)).status).toBe(200);
    await expectInactive(server, token);
    await expectActive(server, other);
  });

  test.each([
    ["disabled", disableClient],
    ["deleted", deleteClient],
    ["told to end its tokens", endTokens],
  ] as const)("G7: the tokens of a client that was %s are inactive", async (_, change) => {
    const server = servers.on(store);
    const holder = await newHolder(server);
    await expectActive(server, holder.token);
    await applyChange(server.service.administration, (context) => change(context, holder.id));
    await server.seesChanges();
    await expectInactive(server, holder.token);
  });

  test("V49: disabled and enabled within the same second: old tokens are inactive, new ones are not", async () => {
    const server = servers.on(store);
    const { administration } = server.service;
    const { id, secret, token } = await newHolder(server);
    await applyChange(administration, (change) => disableClient(change, id));
    await applyChange(administration, (change) => enableClient(change, id));
    await server.seesChanges();
    const fresh = await issue(server, id, secret);
    expect(decodeJwt(fresh).iat).toBe(decodeJwt(token).iat);
    await expectInactive(server, token);
    await expectActive(server, fresh);
  });

  test("V50: a secret that is revoked takes its tokens along when that is asked for", async () => {
    const server = servers.on(store);
    const { administration } = server.service;
    const holder = await newHolder(server);
    const revoke = (withTokens: boolean) =>
      applyChange(administration, (change) => revokeSecret(change, holder.id, holder.secretId, { withTokens }));
    await revoke(false);
    await server.seesChanges();
    await expectActive(server, holder.token);
    await revoke(true);
    await expectInactive(server, holder.token);
  });

  test("T22: what cannot be known is 503, never active", async () => {
    const server = servers.on(store);
    const token = await issue(server);
    await withoutTable(server, "revocations", async () => {
      expectError(await introspect(server, token), 503, "temporarily_unavailable");
    });
    await expectActive(server, token);
  });
});

describe.each(STORES)("G7: signed introspection on %s", (store) => {
  test("G7: RFC 9701: the answer is signed for the caller when that is asked for", async () => {
    const server = servers.on(store);
    const token = await issue(server);
    const answer = await introspect(server, token, { headers: [`Accept: ${SIGNED_TYPE}`] });
    expect(header(answer, "content-type")).toBe(SIGNED_TYPE);
    expect(header(answer, "cache-control")).toBe("no-store");
    const keys = createLocalJWKSet(json(await server.get("/.well-known/jwks.json")) as unknown as JSONWebKeySet);
    const { payload } = await jwtVerify(answer.body, keys, {
      issuer: ISSUER,
      audience: "nogrant",
      typ: "token-introspection+jwt",
      algorithms: ["ES256"],
      currentDate: new Date(server.clock.read()),
    });
    const plain = json(await introspect(server, token));
    expect(payload).toEqual({ iss: ISSUER, aud: "nogrant", iat: expect.any(Number), token_introspection: plain });
    expect(decodeProtectedHeader(answer.body)).toMatchObject({ alg: "ES256", typ: "token-introspection+jwt" });
  });

  test("G7: RFC 9701: of an inactive token it says that alone, and an error is no JWT", async () => {
    const server = servers.on(store);
    const headers = [`Accept: application/json;q=0.5, ${SIGNED_TYPE};q=1`];
    const { body } = await introspect(server, "unknown", { headers });
    expect(decodeJwt(body)["token_introspection"]).toEqual({ active: false });
    const refused = await present(server, INTROSPECT, ["nogrant", "wrong"], "x", { headers });
    expectError(refused, 401, "invalid_client");
  });

  test.each(["*/*", "application/*", "application/json", `${SIGNED_TYPE};q=0`])(
    "G7: Accept: %s gets JSON",
    async (accept) => {
      const answer = await introspect(servers.on(store), "unknown", { headers: [`Accept: ${accept}`] });
      expect(answer.body).toBe('{"active":false}');
    },
  );
});

describe.each(STORES)("G7: keys and time on %s", (store) => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer(store);
  });
  afterAll(() => server.stop());

  test("T13: what a dropped key signed is inactive", async () => {
    const { administration } = server.service;
    const token = await issue(server);
    await expectActive(server, token);
    await applyChange(administration, (change) => replaceSigningKey(change, "ES256", administration.generateKey));
    await server.seesChanges();
    await expectInactive(server, token);
    await expectActive(server, await issue(server));
  });

  test("G7: an expired token is inactive from the instant in its exp on", async () => {
    const token = await issue(server);
    const { exp = 0 } = decodeJwt(token);
    server.clock.advance(exp * 1_000 - 2 - server.clock.read());
    await server.seesChanges(); // one millisecond more
    await expectActive(server, token);
    server.clock.advance(1);
    await expectInactive(server, token);
  });
});
