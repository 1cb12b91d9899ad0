import { calculateJwkThumbprint, decodeProtectedHeader, type JWK } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createResource } from "../../src/domain/administration/change-resource.ts";
import { replaceSigningKey, rotateSigningKey } from "../../src/domain/administration/rotate-signing-keys.ts";
import { expectError, expectToken } from "../support/expect-answer.ts";
import { AWKWARD_SECRET, applyChange } from "../support/fixtures.ts";
import { exchange, header, json, type RawAnswer } from "../support/raw-http.ts";
import { ISSUER, type RunningServer, startServer, useServers } from "../support/running-server.ts";
import { STORES, type Store } from "../support/stores.ts";
import { tokenRequestText } from "../support/token-request.ts";

const METADATA = "/.well-known/oauth-authorization-server";
const KEY_SET = "/.well-known/jwks.json";
const METHODS = ["client_secret_basic", "client_secret_post"];
const MAX_AGE_SECONDS = 300;
const SKEW_SECONDS = 60;

const servers = useServers();

function expectPublic(answer: RawAnswer): void {
  expect(answer.status).toBe(200);
  expect(header(answer, "content-type")).toBe("application/json; charset=utf-8");
  expect(header(answer, "cache-control")).toBe(`public, max-age=${MAX_AGE_SECONDS}`);
  expect(header(answer, "x-content-type-options")).toBe("nosniff");
}

async function keysOf(server: RunningServer): Promise<readonly JWK[]> {
  return json(await server.get(KEY_SET))["keys"] as readonly JWK[];
}

async function kidsOf(server: RunningServer): Promise<readonly (string | undefined)[]> {
  return (await keysOf(server)).filter(({ alg }) => alg === "ES256").map(({ kid }) => kid);
}

async function signedBy(server: RunningServer): Promise<string | undefined> {
  const answer = await server.request({ basic: ["c2", AWKWARD_SECRET] });
  expectToken(answer);
  return decodeProtectedHeader(String(json(answer)["access_token"])).kid;
}

describe.each(STORES)("G: metadata on %s", (store) => {
  test("G1, G2, G3, G4: it says what the server does, nothing else, and leaves out what it has none of", async () => {
    const answer = await servers.on(store).get(METADATA);
    expectPublic(answer);
    expect(json(answer)).toEqual({
      issuer: ISSUER,
      token_endpoint: `${ISSUER}/oauth2/token`,
      jwks_uri: `${ISSUER}${KEY_SET}`,
      grant_types_supported: ["client_credentials"],
      token_endpoint_auth_methods_supported: METHODS,
      revocation_endpoint: `${ISSUER}/oauth2/revoke`,
      revocation_endpoint_auth_methods_supported: METHODS,
      introspection_endpoint: `${ISSUER}/oauth2/introspect`,
      introspection_endpoint_auth_methods_supported: METHODS,
      introspection_signing_alg_values_supported: ["ES256"],
      revocation_list_uri: `${ISSUER}/oauth2/revocations`,
    });
    for (const value of Object.values(json(answer))) expect(value).not.toEqual([]);
  });

  test("G4: each method that is listed gets a token", async () => {
    const { request } = servers.on(store);
    expectToken(await request({ basic: ["c2", AWKWARD_SECRET] }));
    const form = { grant_type: "client_credentials", client_id: "c2", client_secret: AWKWARD_SECRET };
    expectToken(await request({ form }));
  });

  test("F2: the issuer is that of the tokens, byte for byte", async () => {
    const { request, get } = servers.on(store);
    expect(expectToken(await request({ basic: ["c2", AWKWARD_SECRET] })).iss).toBe(json(await get(METADATA))["issuer"]);
  });
});

describe.each([
  ["https://auth.example/tenant/a", `${METADATA}/tenant/a`],
  ["https://auth.example/tenant/", `${METADATA}/tenant`],
])("G1: the issuer %s", (issuer, path) => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer("SQLite", { environment: { ISSUER: issuer } });
  });
  afterAll(() => server.stop());

  test("G1: the well-known part stands before its path, and nowhere else", async () => {
    const answer = await server.get(path);
    expectPublic(answer);
    expect(json(answer)["issuer"]).toBe(issuer);
    expect((await server.get(METADATA)).status).toBe(404);
    expect((await server.get(`/tenant/a${METADATA}`)).status).toBe(404);
    expect(expectToken(await server.request({ basic: ["c2", AWKWARD_SECRET] })).iss).toBe(issuer);
  });
});

describe.each(STORES)("G5: the key set on %s", (store) => {
  test("G5: it holds public members only, use, alg, and a kid of its own for each key", async () => {
    const answer = await servers.on(store).get(KEY_SET);
    expectPublic(answer);
    const keys = json(answer)["keys"] as readonly JWK[];
    for (const key of keys) {
      const members =
        key.kty === "EC" ? ["alg", "crv", "kid", "kty", "use", "x", "y"] : ["alg", "e", "kid", "kty", "n", "use"];
      expect(Object.keys(key).sort()).toEqual(members);
      expect(key).toMatchObject({ use: "sig", kid: await calculateJwkThumbprint(key) });
    }
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length);
    expect(keys.map(({ alg }) => alg).sort()).toEqual(["ES256", "ES256", "RS256", "RS256"]);
  });

  test("G5: who has it by its ETag gets 304 and no body", async () => {
    const { get } = servers.on(store);
    const etag = header(await get(KEY_SET), "etag") ?? "";
    expect(etag).toMatch(/^"[\w-]+"$/);
    for (const condition of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const answer = await get(KEY_SET, `If-None-Match: ${condition}`);
      expect({ status: answer.status, body: answer.body, etag: header(answer, "etag") }).toEqual({
        status: 304,
        body: "",
        etag,
      });
    }
    expectPublic(await get(KEY_SET, 'If-None-Match: "other"'));
  });

  test("G5: HEAD gets its headers, other methods 405", async () => {
    const { port, get } = servers.on(store);
    const head = await exchange(port, `HEAD ${KEY_SET} HTTP/1.1\r\nHost: a\r\n\r\n`, true);
    expectPublic(head);
    expect(header(head, "content-length")).toBe(header(await get(KEY_SET), "content-length"));
    const refused = await exchange(port, tokenRequestText({ path: KEY_SET }));
    expectError(refused, 405, "invalid_request");
    expect(header(refused, "allow")).toBe("GET, HEAD");
  });

  test("G5: it may be kept no longer than a new key is published before it signs", async () => {
    const maxAge = /max-age=(\d+)/.exec(header(await servers.on(store).get(KEY_SET), "cache-control") ?? "");
    expect(Number(maxAge?.[1])).toBe(MAX_AGE_SECONDS);
  });
});

async function rotate(server: RunningServer): Promise<{ readonly next: string }> {
  const { administration } = server.service;
  const rotated = await applyChange(administration, (change) =>
    rotateSigningKey(change, "ES256", administration.generateKey),
  );
  await server.seesChanges();
  return { next: rotated.next.kid };
}

async function replace(server: RunningServer, aheadMilliseconds = 0): Promise<void> {
  const { administration } = server.service;
  await applyChange(administration, (change) =>
    replaceSigningKey({ ...change, now: change.now + aheadMilliseconds }, "ES256", administration.generateKey),
  );
  await server.seesChanges();
}

// With what the server knows confirmed again: else a jump of the clock looks like a database that was away.
async function pass(server: RunningServer, seconds: number): Promise<void> {
  server.clock.advanceSeconds(seconds);
  await server.seesChanges();
}

const useFreshServer = (store: Store) => {
  const state: { server?: RunningServer } = {};
  beforeAll(async () => {
    state.server = await startServer(store);
  });
  afterAll(() => state.server?.stop());
  return (): RunningServer => {
    if (state.server === undefined) throw new Error("the server is not running yet");
    return state.server;
  };
};

// In their order: each test begins where the one before has ended.
describe.each(STORES)("G6: a rotation on %s", (store) => {
  const server = useFreshServer(store);
  let first: string | undefined;
  let second = "";

  test("G6: the key that is to follow is in the key set before anyone asks for a rotation", async () => {
    first = await signedBy(server());
    expect(await kidsOf(server())).toHaveLength(2);
  });

  test("G6: it signs when every verifier has had the time to see it, and not before", async () => {
    ({ next: second } = await rotate(server()));
    expect(await kidsOf(server())).toEqual(expect.arrayContaining([first, second]));
    await pass(server(), MAX_AGE_SECONDS + SKEW_SECONDS - 1);
    expect(await signedBy(server())).toBe(first);
    await pass(server(), 1);
    expect(await signedBy(server())).toBe(second);
  });

  test("G6: the retired key is published for as long as a token that it signed may live, and then no longer", async () => {
    await pass(server(), 3_600 + SKEW_SECONDS - 2);
    expect(await kidsOf(server())).toContain(first);
    await pass(server(), 2);
    expect(await kidsOf(server())).not.toContain(first);
    expect(await kidsOf(server())).toContain(second);
  });

  test("G6: the longest lifetime that any resource ever had counts", async () => {
    const { administration } = server().service;
    const resource = { audience: "https://slow.example", tokenLifetimeSeconds: 86_400 };
    await applyChange(administration, (change) => createResource(change, resource));
    const { next: third } = await rotate(server()); // published for hours: it signs at once
    expect(await signedBy(server())).toBe(third);
    await pass(server(), 86_400);
    expect(await kidsOf(server())).toContain(second);
    await pass(server(), SKEW_SECONDS);
    expect(await kidsOf(server())).not.toContain(second);
  });
});

describe.each(STORES)("G6: an emergency on %s", (store) => {
  const server = useFreshServer(store);

  test("G6: the key leaves the key set at once, and another signs", async () => {
    const stolen = await signedBy(server());
    await replace(server());
    expect(await kidsOf(server())).not.toContain(stolen);
    const next = await signedBy(server());
    expect(next).not.toBe(stolen);
    expect(await kidsOf(server())).toContain(next);
    expect(await kidsOf(server())).toHaveLength(2);
  });

  test("G6: in the middle of a rotation the key that was to follow signs at once", async () => {
    const stolen = await signedBy(server());
    const { next } = await rotate(server());
    await replace(server());
    expect(await signedBy(server())).toBe(next);
    expect(await kidsOf(server())).not.toContain(stolen);
  });

  test("G6: a node whose clock is behind goes on issuing tokens, and not with the stolen key", async () => {
    const stolen = await signedBy(server());
    await replace(server(), 5_000);
    expect(await signedBy(server())).not.toBe(stolen);
    expect(await kidsOf(server())).toContain(await signedBy(server()));
    await pass(server(), 5);
  });

  test("G6: a removed key never comes back", async () => {
    const before = await kidsOf(server());
    const stolen = await signedBy(server());
    await replace(server());
    await pass(server(), 86_400);
    await rotate(server());
    await pass(server(), MAX_AGE_SECONDS + SKEW_SECONDS);
    expect(before).toContain(stolen);
    expect(await kidsOf(server())).not.toContain(stolen);
    expect(await signedBy(server())).not.toBe(stolen);
  });
});
