import { parseRevocationListClaims, REVOCATION_LIST_TYPE } from "@celitech-auth/verifier/revocation-list";
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { deleteClient, disableClient, endTokens } from "../../src/domain/administration/change-client.ts";
import { revokeSecret } from "../../src/domain/administration/change-secret.ts";
import { replaceSigningKey } from "../../src/domain/administration/rotate-signing-keys.ts";
import { startBreakableServer } from "../support/breakable-server.ts";
import { expectError } from "../support/expect-answer.ts";
import { AWKWARD_SECRET, applyChange, createTestClient } from "../support/fixtures.ts";
import { issue, present, REVOKE } from "../support/presented-token.ts";
import { exchange, header, json, type RawAnswer } from "../support/raw-http.ts";
import { ISSUER, type RunningServer, startServer, useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";
import { tokenRequestText } from "../support/token-request.ts";

const LIST = "/oauth2/revocations";
const RECORD_BYTES = 24;
const servers = useServers();

function claimsOf(answer: RawAnswer) {
  const claims = parseRevocationListClaims(decodeJwt(answer.body));
  if (claims === undefined) throw new Error(`no list: ${answer.body}`);
  return claims;
}

/** Waits for a head with a number above the one before the change. */
async function listAfter(server: RunningServer, change: () => Promise<unknown>) {
  const { seq } = claimsOf(await server.get(LIST));
  await change();
  await expect.poll(async () => claimsOf(await server.get(LIST)).seq, { interval: 10 }).toBeGreaterThan(seq);
  return claimsOf(await server.get(LIST));
}

/** "generations below" of each record that has a number above `seq`. */
function recordsAfter(claims: ReturnType<typeof claimsOf>, seq: number): readonly number[] {
  return claims.parts
    .filter((part) => part.seq > seq)
    .flatMap((part) => {
      const bytes = Buffer.from("records" in part ? part.records : "", "base64url");
      return Array.from({ length: bytes.length / RECORD_BYTES }, (_, i) => bytes.readUInt32BE(i * RECORD_BYTES + 16));
    });
}

async function newHolder(server: RunningServer) {
  const { client, secret } = await createTestClient(server.service.administration, {});
  return { id: client.id, secret: secret.reveal(), secretId: client.secrets[0]?.id ?? "" };
}

describe.each(STORES)("V46: the head on %s", (store) => {
  test("V46: it is a JWS of its own type, short-lived, signed by a published key that it does not revoke", async () => {
    const server = servers.on(store);
    const answer = await server.get(LIST);
    expect(answer.status).toBe(200);
    expect(header(answer, "content-type")).toBe("application/revocations+jwt");
    const keys = createLocalJWKSet(json(await server.get("/.well-known/jwks.json")) as unknown as JSONWebKeySet);
    const { protectedHeader } = await jwtVerify(answer.body, keys, {
      issuer: ISSUER,
      typ: REVOCATION_LIST_TYPE,
      currentDate: new Date(server.clock.read()),
    });
    const { iat, exp, revoked_kids } = claimsOf(answer);
    expect(exp - iat).toBe(60);
    expect(revoked_kids).not.toContain(protectedHeader.kid);
  });

  test("V52: a cache may keep it for a second, and who has it by its ETag gets 304 and no body", async () => {
    const server = servers.on(store);
    const answer = await server.get(LIST);
    expect(header(answer, "cache-control")).toBe("public, max-age=1");
    expect(header(answer, "pragma")).toBeUndefined();
    const etag = header(answer, "etag") ?? "";
    const again = await server.get(LIST, `If-None-Match: ${etag}`);
    expect({ status: again.status, body: again.body, etag: header(again, "etag") }).toEqual({
      status: 304,
      body: "",
      etag,
    });
    expect(header(again, "cache-control")).toBe("public, max-age=1");
    expect((await server.get(LIST, 'If-None-Match: "other"')).status).toBe(200);
    const head = await exchange(server.port, `HEAD ${LIST} HTTP/1.1\r\nHost: a\r\n\r\n`, true);
    expect(header(head, "etag")).toBe(etag);
    expectError(await exchange(server.port, tokenRequestText({ path: LIST })), 405, "invalid_request");
  });

  test("V47: a revoked token is one record, a client one with its generation; no id can be read", async () => {
    const server = servers.on(store);
    const holder = await newHolder(server);
    const token = await issue(server);
    const { seq } = claimsOf(await server.get(LIST));
    const one = await listAfter(server, () => present(server, REVOKE, ["c2", AWKWARD_SECRET], token));
    expect(recordsAfter(one, seq)).toEqual([4_294_967_295]);
    const { administration } = server.service;
    const two = await listAfter(server, () => applyChange(administration, (change) => endTokens(change, holder.id)));
    expect(recordsAfter(two, one.seq)).toEqual([2]);
    const { body } = await server.get(LIST);
    const text = Buffer.from(body.split(".")[1] ?? "", "base64url").toString();
    for (const id of [String(decodeJwt(token).jti), holder.id, "c2", holder.secretId]) expect(text).not.toContain(id);
  });

  test("V47, V50: every way to take tokens back takes one number, and secrets only when that is asked for", async () => {
    const server = servers.on(store);
    const { administration } = server.service;
    const [a, b, c] = [await newHolder(server), await newHolder(server), await newHolder(server)];
    const { seq } = claimsOf(await server.get(LIST));
    await applyChange(administration, (change) => disableClient(change, a.id));
    await applyChange(administration, (change) => disableClient(change, a.id)); // it was so already
    await applyChange(administration, (change) => deleteClient(change, b.id));
    await applyChange(administration, (change) => revokeSecret(change, c.id, c.secretId));
    const list = await listAfter(server, () =>
      applyChange(administration, (change) => revokeSecret(change, c.id, c.secretId, { withTokens: true })),
    );
    await expect.poll(async () => claimsOf(await server.get(LIST)).seq).toBe(seq + 3);
    expect(list.iss).toBe(ISSUER);
    expect([...recordsAfter(claimsOf(await server.get(LIST)), seq)].sort()).toEqual([2, 2, 4_294_967_295]);
  });

  test("V46: it is signed anew well before it expires, and not in between", async () => {
    const server = servers.on(store);
    const first = await server.get(LIST);
    expect((await server.get(LIST)).body).toBe(first.body);
    server.clock.advanceSeconds(20);
    await server.seesChanges();
    const second = await server.get(LIST);
    expect(claimsOf(second).iat).toBe(claimsOf(first).iat + 20);
    expect(header(second, "etag")).not.toBe(header(first, "etag"));
  });

  test("V52: a part that nobody names is 404, and no cache keeps that", async () => {
    const server = servers.on(store);
    for (const path of [`${LIST}/${"A".repeat(43)}`, `${LIST}/x`, `${LIST}/`]) {
      const answer = await server.get(path);
      expectError(answer, 404, "invalid_request");
      expect(header(answer, "cache-control")).toBe("no-store");
    }
  });

  test("another method is 405 for the list and for its parts", async () => {
    for (const path of [LIST, `${LIST}/${"A".repeat(43)}`]) {
      const answer = await exchange(servers.on(store).port, tokenRequestText({ path }));
      expectError(answer, 405, "invalid_request");
      expect(header(answer, "allow")).toBe("GET, HEAD");
    }
  });
});

describe.each(STORES)("V48: a stolen key on %s", (store) => {
  test("V48, T13: its kid is on the list, which the next key signs", async () => {
    const server = await startServer(store);
    try {
      const { administration } = server.service;
      const stolen = decodeProtectedHeader((await server.get(LIST)).body).kid;
      const list = await listAfter(server, () =>
        applyChange(administration, (change) => replaceSigningKey(change, "ES256", administration.generateKey)),
      );
      expect(list.revoked_kids).toEqual([stolen]);
      const { kid } = decodeProtectedHeader((await server.get(LIST)).body);
      expect(kid).not.toBe(stolen);
      const published = json(await server.get("/.well-known/jwks.json"))["keys"] as readonly { kid: string }[];
      expect(published.map((key) => key.kid)).toContain(kid);
      server.clock.advanceSeconds(400 * 86_400); // a thief's tokens live as long as the thief likes
      await server.seesChanges();
      expect(claimsOf(await server.get(LIST)).revoked_kids).toEqual([stolen]);
    } finally {
      await server.stop();
    }
  });
});

describe.each(STORES)("V51, V52: a long list on %s", (store) => {
  test("V51, V52: it is served in parts that never change, and expired entries leave it", async () => {
    const server = await startServer(store);
    try {
      const { unitOfWork } = server.service.administration;
      const revoke = (count: number, name: string) =>
        unitOfWork.transaction(async ({ recordRevocation }) => {
          for (let index = 0; index < count; index += 1)
            recordRevocation({ kind: "token", tokenId: `${name}${index}` });
        });
      const list = await listAfter(server, () => revoke(5_000, "a"));
      expect(list.seq).toBe(5_000 + 1); // one client of the fixtures is disabled
      const named = list.parts.filter((part) => "sha256" in part);
      expect(named.length).toBeGreaterThan(3);
      let bytes = list.parts.reduce((sum, part) => sum + ("records" in part ? part.records.length * 0.75 : 0), 0);
      for (const part of named) {
        const url = new URL((list.part_uri ?? "").replace("{sha256}", part.sha256), `${ISSUER}${LIST}`);
        const { status, body } = await fetch(`http://127.0.0.1:${server.port}${url.pathname}`).then(async (answer) => {
          expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
          expect(answer.headers.get("content-type")).toBe("application/octet-stream");
          return { status: answer.status, body: await answer.arrayBuffer() };
        });
        expect({ status, bytes: body.byteLength }).toEqual({ status: 200, bytes: part.bytes });
        bytes += body.byteLength;
      }
      expect(bytes).toBe(5_001 * RECORD_BYTES);

      server.clock.advanceSeconds(2 * 3_600 + server.config.staleSeconds + 60);
      await server.seesChanges();
      await listAfter(server, () => revoke(1, "b"));
      await expect.poll(async () => recordsAfter(claimsOf(await server.get(LIST)), 0).length).toBe(1);
      const old = `${LIST}/${named[0]?.sha256}`;
      expect((await fetch(`http://127.0.0.1:${server.port}${old}`)).status).toBe(200); // a head in a cache may still name it
      server.clock.advanceSeconds(301);
      await server.seesChanges();
      await listAfter(server, () => revoke(1, "c"));
      expect((await fetch(`http://127.0.0.1:${server.port}${old}`)).status).toBe(404);
    } finally {
      await server.stop();
    }
  });
});

function urlOf({ config }: RunningServer): string {
  if (config.database.kind !== "postgres") throw new Error("two nodes need a database server");
  return config.database.url;
}

describe("V52: several nodes", () => {
  test("V52: they say the same under the same tag, so that followers go from one to the other", async () => {
    const first = await startServer("PostgreSQL");
    const second = await startServer("PostgreSQL", { routeDatabase: async () => urlOf(first) });
    try {
      const { administration } = second.service;
      const holder = await newHolder(second);
      const tag = async ({ get }: RunningServer) => header(await get(LIST), "etag");
      await applyChange(administration, (change) => endTokens(change, holder.id));
      await expect.poll(async () => claimsOf(await first.get(LIST)).seq).toBe(2);
      await expect.poll(async () => claimsOf(await second.get(LIST)).seq).toBe(2);
      expect(await tag(first)).toBe(await tag(second));
    } finally {
      await second.stop();
      await first.stop();
    }
  });
});

describe.each(STORES)("V54: a node that does not reach its database, %s", (store) => {
  test("V54: it publishes for as long as it issues tokens, and then stops: what it knows may be old", async () => {
    const broken = await startBreakableServer(store);
    const { server } = broken;
    try {
      await broken.breakDatabase();
      await broken.noticed(false);
      server.clock.advanceSeconds(server.config.staleSeconds - 10);
      const answer = await server.get(LIST);
      expect(answer.status).toBe(200);
      expect(claimsOf(answer).exp * 1_000).toBeGreaterThan(server.clock.read());
      server.clock.advanceSeconds(11);
      const refusal = await server.get(LIST);
      expectError(refusal, 503, "temporarily_unavailable");
      expect(header(refusal, "retry-after")).toBe("1");
      await broken.mendDatabase();
      await broken.noticed(true);
      expect((await server.get(LIST)).status).toBe(200);
    } finally {
      await broken.stop();
    }
  });
});
