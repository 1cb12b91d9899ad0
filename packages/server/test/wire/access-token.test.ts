import { decodeProtectedHeader, importJWK, type JWK, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { disableClient, enableClient, endTokens } from "../../src/domain/administration/change-client.ts";
import { revokeSecret, rotateSecret } from "../../src/domain/administration/change-secret.ts";
import { newTokenId } from "../../src/domain/token-id-source.ts";
import { expectError, expectToken } from "../support/expect-answer.ts";
import {
  API,
  AWKWARD_SECRET,
  applyChange,
  clientId,
  createTestClient,
  PLAIN_SECRET,
  RSA_API,
  RSA_LIFETIME_SECONDS,
} from "../support/fixtures.ts";
import { json, type RawAnswer } from "../support/raw-http.ts";
import { ISSUER, useServers } from "../support/running-server.ts";
import { runStatement, STORES, type Store } from "../support/stores.ts";
import { basicHeader, formEncode, GRANT } from "../support/token-request.ts";

const servers = useServers();

function ask(store: Store, parameters = "", id = "c2", secret = AWKWARD_SECRET): Promise<RawAnswer> {
  const form = parameters === "" ? GRANT : `${GRANT}&${parameters}`;
  return servers.on(store).request({ authorization: basicHeader(id, secret), form });
}

function tokenOf(answer: RawAnswer): string {
  expectToken(answer);
  return String(json(answer)["access_token"]);
}

async function publishedKeys(store: Store): Promise<readonly JWK[]> {
  return json(await servers.on(store).get("/.well-known/jwks.json"))["keys"] as readonly JWK[];
}

/** Verifies as an API does, with jose and the published keys. */
async function verify(store: Store, token: string, audience: string) {
  const { kid } = decodeProtectedHeader(token);
  const jwk = (await publishedKeys(store)).find((key) => key.kid === kid);
  if (jwk === undefined) throw new Error(`the key ${kid} is not published`);
  const currentDate = new Date(servers.on(store).clock.read());
  const algorithms = [String(jwk.alg)];
  return jwtVerify(token, await importJWK(jwk), { issuer: ISSUER, audience, typ: "at+jwt", currentDate, algorithms });
}

describe.each(STORES)("F: header and signature on %s", (store) => {
  test("F1: the header is typ, alg and kid, and nothing else", async () => {
    const header = decodeProtectedHeader(tokenOf(await ask(store)));
    expect(header).toEqual({ typ: "at+jwt", alg: "ES256", kid: expect.any(String) });
    expect((await publishedKeys(store)).map(({ kid }) => kid)).toContain(header.kid);
  });

  test("F14: ES256 by default; jose verifies it, and the signature is r and s side by side", async () => {
    const token = tokenOf(await ask(store));
    await verify(store, token, API);
    expect(Buffer.from(token.split(".")[2] ?? "", "base64url")).toHaveLength(64);
  });

  test("F10: RS256 where the resource wants it; jose verifies it", async () => {
    const token = tokenOf(await ask(store, `resource=${formEncode(RSA_API)}`, "several", PLAIN_SECRET));
    expect(decodeProtectedHeader(token).alg).toBe("RS256");
    await verify(store, token, RSA_API);
  });

  test("F10: no parameter makes another algorithm, and no key is published for one", async () => {
    const token = tokenOf(await ask(store, "alg=none&id_token_signed_response_alg=HS256"));
    expect(decodeProtectedHeader(token).alg).toBe("ES256");
    expect(new Set((await publishedKeys(store)).map(({ alg }) => alg))).toEqual(new Set(["ES256", "RS256"]));
  });

  test("F14: a token whose payload is changed does not verify", async () => {
    const [head, payload = "", signature] = tokenOf(await ask(store)).split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, scope: "read write" })).toString("base64url");
    await expect(verify(store, `${head}.${forged}.${signature}`, API)).rejects.toThrow(/signature/);
  });
});

describe.each(STORES)("F: claims on %s", (store) => {
  test("F2, F3, F5, F9, F15, F16: they are those of RFC 9068 and ours, and nothing else", async () => {
    const { c2 } = servers.on(store).fixtures;
    const { payload } = await verify(store, tokenOf(await ask(store, "scope=write+read")), API);
    const issuedAt = Math.floor(servers.on(store).clock.read() / 1_000);
    expect(payload).toEqual({
      iss: ISSUER,
      sub: "c2",
      client_id: "c2",
      aud: API,
      iat: issuedAt,
      exp: issuedAt + 3_600,
      jti: expect.stringMatching(/^[\w-]{22}$/),
      scope: "write read",
      org_id: c2.organizationId,
      cred: c2.secretId,
      gen: 1,
    });
  });

  test("F4: the ids that the server makes cannot be a user's, and a client cannot choose its own", async () => {
    const { fixtures } = servers.on(store);
    const form = `client_id=${fixtures.c1.id}&sub=usr_1&client_id_hint=usr_1`;
    const claims = expectToken(await ask(store, form, fixtures.c1.id, fixtures.c1.secret));
    expect(claims.sub).toMatch(/^celitech_client_[0-9A-Za-z]{22}$/);
    expectError(await ask(store, "", "usr_0123456789ABCDEFGHIJKL", PLAIN_SECRET), 401, "invalid_client");
    expect(() => clientId("usr_0123456789ABCDEFGHIJKL")).toThrow();
  });

  test("F7: iat and exp are whole seconds, as far apart as expires_in says", async () => {
    for (const [parameters, seconds] of [
      ["", 3_600],
      [`resource=${formEncode(RSA_API)}`, RSA_LIFETIME_SECONDS],
    ] as const) {
      const answer = await ask(store, parameters, "several", PLAIN_SECRET);
      const { iat = 0, exp = 0 } = expectToken(answer);
      expect({ isWhole: Number.isInteger(iat) && Number.isInteger(exp), lifetime: exp - iat }).toEqual({
        isWhole: true,
        lifetime: seconds,
      });
      expect(json(answer)["expires_in"]).toBe(seconds);
    }
  });

  test("F8: no two of a sample of tokens share their jti", async () => {
    const answers = await Promise.all(Array.from({ length: 300 }, () => ask(store)));
    expect(new Set(answers.map((answer) => expectToken(answer).jti)).size).toBe(300);
  });
});

describe.each(STORES)("F: extra claims on %s", (store) => {
  test("F11: an operator's claims are in the token, and none of the reserved ones can be given", async () => {
    const claims = expectToken(await ask(store, "", "claims", PLAIN_SECRET));
    expect(claims).toMatchObject({ tier: "gold", limits: { calls: 5 }, sub: "claims" });
    const { administration } = servers.on(store).service;
    for (const name of [
      "iss",
      "sub",
      "aud",
      "exp",
      "nbf",
      "iat",
      "jti",
      "scope",
      "client_id",
      "org_id",
      "cred",
      "gen",
      "cnf",
      "act",
      "auth_time",
      "acr",
      "amr",
      "email",
    ])
      await expect(createTestClient(administration, { claims: { [name]: "x" } })).rejects.toThrow(/reserved/);
  });

  test("F11, F13: reserved claims that stand in the database itself get into no token", async () => {
    const { config, service, seesChanges } = servers.on(store);
    const stored =
      '{"iss":"evil","sub":"usr_1","aud":"evil","exp":9999999999,"nbf":1,"iat":1,"jti":"x","scope":"admin","client_id":"evil","org_id":"evil","cred":"evil","gen":99,"cnf":{"jkt":"x"},"act":{"sub":"x"},"auth_time":1,"acr":"x","amr":["x"],"roles":["admin"],"email":"x","__proto__":{"polluted":true},"tier":"gold"}';
    const { client, secret } = await createTestClient(service.administration, {
      grants: [{ audience: API, scope: "" }],
    });
    await runStatement(config.database, `update clients set claims = '${stored}' where id = '${client.id}'`);
    await seesChanges();
    const { payload } = await verify(store, tokenOf(await ask(store, "", client.id, secret.reveal())), API);
    const { exp, iat, jti, ...rest } = payload;
    expect(rest).toEqual({
      iss: ISSUER,
      sub: client.id,
      client_id: client.id,
      aud: API,
      org_id: client.organizationId,
      cred: client.secrets[0]?.id,
      gen: 1,
      tier: "gold",
    });
    expect(Number(exp) - Number(iat)).toBe(3_600);
    expect(jti).toMatch(/^[\w-]{22}$/);
  });
});

describe.each(STORES)("F16: what revocation stands on, on %s", (store) => {
  test("F16: cred is the secret that was used, of two that are live", async () => {
    const { service, seesChanges } = servers.on(store);
    const { client, secret } = await createTestClient(service.administration, {});
    const id = clientId(client.id);
    const rotation = { clientId: id, overlapMilliseconds: 3_600_000 };
    const rotated = await applyChange(service.administration, (change) =>
      rotateSecret(change, rotation, service.administration.hasher),
    );
    await seesChanges();
    const byOld = expectToken(await ask(store, "", client.id, secret.reveal()));
    const byNew = expectToken(await ask(store, "", client.id, rotated.text.reveal()));
    expect([byOld["cred"], byNew["cred"]]).toEqual([client.secrets[0]?.id, rotated.secret.id]);
    await applyChange(service.administration, (change) => revokeSecret(change, id, rotated.secret.id));
    await seesChanges();
    expectError(await ask(store, "", client.id, rotated.text.reveal()), 401, "invalid_client");
    expectToken(await ask(store, "", client.id, secret.reveal()));
    servers.on(store).clock.advance(3_600_000);
    await seesChanges();
    expectError(await ask(store, "", client.id, secret.reveal()), 401, "invalid_client");
  });

  test("F15, F16: gen rises with disabling and with ending all tokens; org_id stays", async () => {
    const { service, seesChanges } = servers.on(store);
    const { client, secret } = await createTestClient(service.administration, {});
    const id = clientId(client.id);
    const generations: unknown[] = [];
    const note = async () => {
      await seesChanges();
      const claims = expectToken(await ask(store, "", client.id, secret.reveal()));
      expect(claims["org_id"]).toBe(client.organizationId);
      generations.push(claims["gen"]);
    };
    await note();
    await applyChange(service.administration, (change) => endTokens(change, id));
    await note();
    await applyChange(service.administration, (change) => disableClient(change, id));
    await seesChanges();
    expectError(await ask(store, "", client.id, secret.reveal()), 401, "invalid_client");
    await applyChange(service.administration, (change) => enableClient(change, id));
    await note();
    expect(generations).toEqual([1, 2, 3]);
  });
});

describe("F8: token ids", () => {
  test("F8: no two of a million are the same, and each has 128 bits", () => {
    const ids = new Set<string>();
    for (let count = 0; count < 1_000_000; count += 1) ids.add(newTokenId());
    expect(ids.size).toBe(1_000_000);
    for (const id of [...ids].slice(0, 100)) expect(Buffer.from(id, "base64url")).toHaveLength(16);
  });
});
