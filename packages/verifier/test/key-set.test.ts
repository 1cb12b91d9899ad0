import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { codeOf, FakeIssuer, sendJson } from "./fakes/fake-issuer.ts";
import { ManualClock } from "./fakes/manual-clock.ts";
import { signingKey } from "./fakes/signing-key.ts";

function strangers(issuer: FakeIssuer, count: number): string[] {
  const key = signingKey();
  return Array.from({ length: count }, (_, index) => issuer.token({}, { kid: `stranger-${index}` }, key));
}

test("V01: 100 cold concurrent verifications make one key fetch", async () => {
  const issuer = await FakeIssuer.start();
  const verifier = issuer.verifier();
  const tokens = Array.from({ length: 100 }, () => issuer.token());
  await Promise.all(tokens.map((token) => verifier.verify(token)));
  expect(issuer.keyFetches).toBe(1);
  expect(issuer.requests).toHaveLength(2); // the metadata and the keys
});

test("V02: 300 random kids on a warm verifier make at most two fetches in 30 s, and a good token beside them is unaffected", async () => {
  const issuer = await FakeIssuer.start();
  const clock = new ManualClock();
  const verifier = issuer.verifier({ clock });
  await verifier.ready();
  const good = issuer.token();
  const bad = strangers(issuer, 300).map((token) => codeOf(verifier.verify(token)));
  const fetchesWhenGoodCame = issuer.keyFetches;
  await verifier.verify(good);
  expect(issuer.keyFetches).toBe(fetchesWhenGoodCame); // it waited for none
  expect(new Set(await Promise.all(bad))).toEqual(new Set(["key_unknown"]));
  clock.advanceSeconds(29);
  await Promise.all(strangers(issuer, 50).map((token) => codeOf(verifier.verify(token))));
  expect(issuer.keyFetches - 1).toBeLessThanOrEqual(2);
  clock.advanceSeconds(2);
  await codeOf(verifier.verify(issuer.token({}, { kid: "another" }, signingKey())));
  expect(issuer.keyFetches - 1).toBeLessThanOrEqual(3);
});

test("V03: 300 random kids on a cold verifier make at most two fetches", async () => {
  const issuer = await FakeIssuer.start();
  const verifier = issuer.verifier();
  const codes = await Promise.all(strangers(issuer, 300).map((token) => codeOf(verifier.verify(token))));
  expect(new Set(codes)).toEqual(new Set(["key_unknown"]));
  expect(issuer.keyFetches).toBeLessThanOrEqual(2);
});

test("V04: tokens of another issuer with random kids make no fetch", async () => {
  const issuer = await FakeIssuer.start();
  const verifier = issuer.verifier();
  const key = signingKey();
  for (let index = 0; index < 100; index += 1) {
    const token = issuer.token({ iss: "https://evil.example" }, { kid: `k${index}` }, key);
    expect(await codeOf(verifier.verify(token))).toBe("issuer_mismatch");
  }
  expect(issuer.requests).toEqual([]);
});

test("V05: a key endpoint that answers 500 when cold gets at most two fetches from 50 calls over a second, each answered 503", async () => {
  const issuer = await FakeIssuer.start();
  issuer.jwks = (_, response) => void response.writeHead(500).end();
  const clock = new ManualClock();
  const verifier = issuer.verifier({ clock });
  for (let call = 0; call < 50; call += 1) {
    const error = await verifier.verify(issuer.token()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "keys_unavailable", status: 503, retryAfterSeconds: expect.any(Number) });
    clock.advanceSeconds(0.02);
  }
  expect(issuer.keyFetches).toBeLessThanOrEqual(2);
  issuer.jwks = undefined;
  clock.advanceSeconds(30);
  await verifier.verify(issuer.token());
});

test("V05: 50 concurrent calls during an outage share one failed fetch", async () => {
  const issuer = await FakeIssuer.start();
  issuer.metadata = (_, response) => void response.writeHead(503).end();
  const verifier = issuer.verifier();
  const codes = await Promise.all(Array.from({ length: 50 }, () => codeOf(verifier.verify(issuer.token()))));
  expect(new Set(codes)).toEqual(new Set(["keys_unavailable"]));
  expect(issuer.requests).toHaveLength(1);
});

test("V06: known keys verify for hours while their endpoint is down, and an event says so", async () => {
  const issuer = await FakeIssuer.start();
  const clock = new ManualClock();
  const verifier = issuer.verifier({ clock });
  await verifier.ready();
  issuer.jwks = (_, response) => void response.destroy();
  for (const seconds of [11 * 60, 23 * 3600 - 11 * 60]) {
    clock.advanceSeconds(seconds);
    await verifier.verify(issuer.token({ iat: clock.seconds, exp: clock.seconds + 60 }));
    await expect
      .poll(() => verifier.events.filter((event) => event.type === "key-set-unavailable").length)
      .toBeGreaterThan(0);
  }
});

test("V07: beyond the stale limit every token gets 503", async () => {
  const issuer = await FakeIssuer.start();
  const clock = new ManualClock();
  const verifier = issuer.verifier({ clock, keySet: { staleSeconds: 600 } });
  const cached = issuer.token();
  await verifier.verify(cached);
  issuer.jwks = (_, response) => void response.writeHead(500).end();
  clock.advanceSeconds(601);
  expect(await codeOf(verifier.verify(cached))).toBe("keys_unavailable");
  expect(await codeOf(verifier.verify(issuer.token()))).toBe("keys_unavailable");
});

test("V08: a key that a fetch no longer lists is refused from then on, cached verifications included", async () => {
  const issuer = await FakeIssuer.start();
  const clock = new ManualClock();
  const verifier = issuer.verifier({ clock });
  const oldKey = issuer.key;
  const cached = issuer.token();
  await verifier.verify(cached);
  issuer.keys = [signingKey()];
  clock.advanceSeconds(301);
  await verifier.verify(cached).catch(() => {}); // begins the fetch of the soft age
  await expect.poll(() => verifier.stats().keySet.fetches).toBe(2);
  await expect.poll(() => codeOf(verifier.verify(cached))).toBe("key_unknown");
  expect(await codeOf(verifier.verify(issuer.token({}, {}, oldKey)))).toBe("key_unknown");
  expect(issuer.keyFetches).toBeLessThanOrEqual(4);
});

test("V08: where tokens keep coming, a removed key is refused by the time the soft age is over", async () => {
  const issuer = await FakeIssuer.start();
  const clock = new ManualClock();
  const verifier = issuer.verifier({ clock });
  const cached = issuer.token();
  await verifier.verify(cached);
  issuer.keys = [signingKey()];
  clock.advanceSeconds(241);
  await verifier.verify(cached); // not delayed by the renewal that it begins
  await expect.poll(() => verifier.stats().keySet.keys).toBe(2);
  await expect.poll(() => verifier.events.filter(({ type }) => type === "key-set-loaded")).toHaveLength(2);
  clock.advanceSeconds(58);
  expect(await codeOf(verifier.verify(cached))).toBe("key_unknown");
});

test("V08: other material under the same kid is another key", async () => {
  const issuer = await FakeIssuer.start();
  const clock = new ManualClock();
  const verifier = issuer.verifier({ clock });
  const cached = issuer.token();
  await verifier.verify(cached);
  issuer.keys = [signingKey("ES256", issuer.key.kid)];
  clock.advanceSeconds(301);
  await verifier.verify(cached);
  await expect.poll(() => codeOf(verifier.verify(cached))).toBe("signature_invalid");
  await verifier.verify(issuer.token());
});

test("V09: the first token of a key rotated a second after warm-up verifies", async () => {
  const issuer = await FakeIssuer.start();
  const clock = new ManualClock();
  const verifier = issuer.verifier({ clock });
  await verifier.verify(issuer.token());
  clock.advanceSeconds(1);
  const key = signingKey();
  issuer.keys = [key, ...issuer.keys];
  await verifier.verify(issuer.token({}, {}, key));
  expect(issuer.keyFetches).toBe(2);
});

test.each([
  ["an empty set", (body: string) => body.replace(/\[.*\]/, "[]")],
  ["HTML", () => "<html></html>"],
  ["10 MB", (body: string) => body + " ".repeat(10_000_000)],
  ["no keys member", () => "{}"],
])("V10: the good set is kept when the answer is %s", async (_, change) => {
  const issuer = await FakeIssuer.start();
  const clock = new ManualClock();
  const verifier = issuer.verifier({ clock });
  await verifier.ready();
  const body = JSON.stringify({ keys: [issuer.key.jwk] });
  issuer.jwks = (_request, response) => void response.end(change(body));
  clock.advanceSeconds(301);
  await verifier.verify(issuer.token());
  await expect.poll(() => verifier.stats().keySet.failedFetches).toBe(1);
  await verifier.verify(issuer.token());
});

test("V10: keys that are duplicate, private, for encryption or of an unknown type are ignored, the others used", async () => {
  const issuer = await FakeIssuer.start();
  const [leaked, twin, weak] = [signingKey(), signingKey("ES256", "twin"), signingKey()];
  const offending = [
    { ...leaked.jwk, ...leaked.privateKey.export({ format: "jwk" }) },
    twin.jwk,
    signingKey("ES256", "twin").jwk,
    { ...weak.jwk, use: "enc" },
    { kty: "XYZ", kid: "unknown-type", alg: "ES256" },
    { kty: "oct", kid: "symmetric", k: "c2VjcmV0", alg: "HS256" },
    { ...weak.jwk, kid: undefined },
    null,
    "key",
  ];
  issuer.jwks = (_, response) => sendJson(response, { keys: [...offending, issuer.key.jwk, issuer.key.jwk] });
  const verifier = issuer.verifier();
  await verifier.verify(issuer.token());
  for (const key of [leaked, twin, weak])
    expect(await codeOf(verifier.verify(issuer.token({}, {}, key)))).toBe("key_unknown");
  expect(verifier.stats().keySet.keys).toBe(1);
});

test("V11: known keys are not delayed while the key endpoint hangs", async () => {
  const issuer = await FakeIssuer.start();
  const clock = new ManualClock();
  const verifier = issuer.verifier({ clock });
  await verifier.ready();
  issuer.jwks = () => {};
  clock.advanceSeconds(301);
  await Promise.all(Array.from({ length: 20 }, () => verifier.verify(issuer.token())));
  expect(verifier.stats().keySet).toMatchObject({ fetches: 2, failedFetches: 0 }); // the second is still under way
});

test("V11: a request for keys that hangs ends at its limit, and an event says so", async () => {
  const issuer = await FakeIssuer.start();
  issuer.jwks = () => {};
  const verifier = issuer.verifier({ keySet: { timeoutMilliseconds: 50 } });
  expect(await codeOf(verifier.verify(issuer.token()))).toBe("keys_unavailable");
  const event = verifier.events.find(({ type }) => type === "key-set-unavailable");
  expect(event).toMatchObject({ reason: "no answer in time", failures: 1, hasKeys: false });
});

test("keys come from an issuer with a path as RFC 8414 §3.1 says, and from OpenID Connect metadata where there are no others", async () => {
  const issuer = await FakeIssuer.start("/tenant/one");
  await issuer.verifier().verify(issuer.token());
  expect(issuer.requests[0]).toBe("/.well-known/oauth-authorization-server/tenant/one");
  issuer.metadata = (_, response) => void response.writeHead(404).end();
  expect(await codeOf(issuer.verifier().verify(issuer.token()))).toBe("keys_unavailable");
  expect(issuer.requests).toContain("/tenant/one/.well-known/openid-configuration");
});

test.each([
  ["404", (response: ServerResponse) => void response.writeHead(404).end()],
  ["403", (response: ServerResponse) => void response.writeHead(403).end()],
  ["a page for people", (response: ServerResponse) => void response.end("<html></html>")],
])("where RFC 8414's place answers %s, the keys are found through OpenID Connect's", async (_, answer) => {
  const issuer = await FakeIssuer.start("/tenant");
  issuer.metadata = (_request, response) => answer(response);
  issuer.openIdMetadata = true;
  await issuer.verifier().verify(issuer.token());
});

test("metadata that name another issuer are not used (RFC 8414 §3.3)", async () => {
  const issuer = await FakeIssuer.start();
  issuer.metadataMembers = { issuer: `${issuer.url}/` };
  expect(await codeOf(issuer.verifier().verify(issuer.token()))).toBe("keys_unavailable");
  expect(issuer.keyFetches).toBe(0);
});

test("an unknown kid during an outage of the key endpoint gets 503, since nobody can tell", async () => {
  const issuer = await FakeIssuer.start();
  const verifier = issuer.verifier();
  await verifier.ready();
  issuer.jwks = (_, response) => void response.writeHead(500).end();
  expect(await codeOf(verifier.verify(issuer.token({}, {}, signingKey())))).toBe("keys_unavailable");
  await verifier.verify(issuer.token());
});
