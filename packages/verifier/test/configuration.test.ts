import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { expect, onTestFinished, test } from "vitest";
import { accessTokenVerifier } from "../src/access-token-verifier.ts";
import { VERIFIER_CHANNEL, type VerifierMessage } from "../src/verifier-events.ts";
import type { AccessTokenVerifierOptions } from "../src/verifier-options.ts";
import { codeOf, FakeIssuer } from "./fakes/fake-issuer.ts";
import { ManualClock } from "./fakes/manual-clock.ts";
import { signingKey } from "./fakes/signing-key.ts";

const GOOD = { issuer: "https://auth.celitech.net", audience: "https://api.celitech.net/v1" };

test.each<[string, object]>([
  ["issuer", { issuer: undefined }],
  ["issuer", { issuer: "auth.celitech.net" }],
  ["issuer", { issuer: "http://auth.celitech.net" }],
  ["issuer", { issuer: "https://user:pass@auth.celitech.net" }],
  ["issuer", { issuer: "https://auth.celitech.net?x" }],
  ["audience", { audience: undefined }],
  ["audience", { audience: "" }],
  ["audience", { audience: [] }],
  ["jwksUri", { jwksUri: "http://keys.example/" }],
  ["algorithms", { algorithms: ["none"] }],
  ["algorithms", { algorithms: [] }],
  ["clockToleranceSeconds", { clockToleranceSeconds: -1 }],
  ["tokenBytesMax", { tokenBytesMax: 1e9 }],
  ["cachedTokensMax", { cachedTokensMax: 1 }],
  ["keySet.softAgeSeconds", { keySet: { softAgeSeconds: 0 } }],
  ["keySet.staleSeconds", { keySet: { staleSeconds: 10 } }],
  ["revocationList.maximumAgeSeconds", { revocationList: { maximumAgeSeconds: 0 } }],
  ["revocationList.whenUnavailable", { revocationList: { whenUnavailable: "ignore" } }],
  ["revocationList.uri", { revocationList: { uri: "http://list.example/" } }],
  ["errorBody", { errorBody: "xml" }],
  ["realm", { realm: 'a"b' }],
  ["resourceMetadataUrl", { resourceMetadataUrl: "javascript:x" }],
])("a wrong %s is refused when the verifier is made: %j", (option, change) => {
  const options = { ...GOOD, ...change } as AccessTokenVerifierOptions;
  expect(() => accessTokenVerifier(options)).toThrow(
    expect.objectContaining({ code: "configuration_invalid", message: expect.stringContaining(option) }),
  );
});

test("http issuers off this machine need an option that says so", () => {
  for (const issuer of ["http://localhost:4000", "http://127.0.0.1:4000", "http://[::1]:4000"])
    accessTokenVerifier({ ...GOOD, issuer });
  accessTokenVerifier({ ...GOOD, issuer: "http://auth:4000", relaxations: { allowInsecureHttp: true } });
});

test("making a verifier fetches nothing, and ready() says whether tokens can be judged", async () => {
  const issuer = await FakeIssuer.start();
  issuer.publishList();
  const clock = new ManualClock();
  const verifier = issuer.verifier({ clock });
  expect(issuer.requests).toEqual([]);
  issuer.jwks = (_, response) => void response.writeHead(500).end();
  expect(await codeOf(verifier.ready())).toBe("keys_unavailable");
  issuer.jwks = undefined;
  issuer.list.override = (response) => void response.writeHead(500).end();
  clock.advanceSeconds(2);
  expect(await codeOf(verifier.ready())).toBe("revocation_list_unavailable");
  issuer.list.override = undefined;
  clock.advanceSeconds(2);
  await verifier.ready();
  const { requests } = issuer;
  const count = requests.length;
  await verifier.ready();
  expect(requests).toHaveLength(count); // a health check each second costs nothing
});

test("stats() counts what happened", async () => {
  const issuer = await FakeIssuer.start();
  issuer.publishList();
  issuer.list.revoke({ kind: "token", tokenId: "one" });
  const verifier = issuer.verifier();
  const token = issuer.token();
  await verifier.verify(token);
  await verifier.verify(token);
  for (const bad of ["x", issuer.token({ jti: "one" }), issuer.token({}, {}, signingKey())])
    await codeOf(verifier.verify(bad));
  expect(verifier.stats()).toMatchObject({
    accepted: 2,
    acceptedFromCache: 1,
    refused: 3,
    signatureChecks: 2,
    cachedTokens: 1,
    keySet: { keys: 2, ageSeconds: expect.any(Number), failedFetches: 0 },
    revocationList: { isFollowed: true, isPolling: true, sequence: 1, entries: 1, failedPolls: 0 },
  });
});

test("events go to the diagnostics channel, name the issuer, and hold no token text", async () => {
  const issuer = await FakeIssuer.start();
  const messages: VerifierMessage[] = [];
  const listener = (message: unknown) => void messages.push(message as VerifierMessage);
  subscribe(VERIFIER_CHANNEL, listener);
  onTestFinished(() => void unsubscribe(VERIFIER_CHANNEL, listener));
  const verifier = accessTokenVerifier({ issuer: issuer.url, audience: "https://api.example/v1" });
  const token = issuer.token({ mark: "mark7f3a9" }, { kid: "mark7f3a9" });
  expect(await codeOf(verifier.verify(token))).toBe("key_unknown");
  const own = messages.filter((message) => message.issuer === issuer.url);
  expect(own).toContainEqual({ type: "token-refused", code: "key_unknown", issuer: issuer.url });
  expect(own.map(({ type }) => type)).toContain("key-set-loaded");
  expect(JSON.stringify(own)).not.toContain("mark7f3a9");
  expect(JSON.stringify(own)).not.toContain(token.slice(-20));
});

test("a listener that throws decides nothing", async () => {
  const issuer = await FakeIssuer.start();
  const onEvent = () => {
    throw new Error("from the listener");
  };
  const verifier = issuer.verifier({ onEvent });
  await verifier.verify(issuer.token());
  expect(await codeOf(verifier.verify("x"))).toBe("token_malformed");
});

test("an own fetch is used for everything", async () => {
  const issuer = await FakeIssuer.start();
  issuer.publishList();
  const urls: string[] = [];
  const ownFetch: typeof fetch = (input, init) => {
    urls.push(String(input));
    return fetch(input, init);
  };
  await issuer.verifier({ fetch: ownFetch }).verify(issuer.token());
  expect(urls.map((url) => new URL(url).pathname)).toEqual([
    "/.well-known/oauth-authorization-server",
    "/jwks",
    "/revocations",
  ]);
});

test("keys are not fetched from where a redirect points", async () => {
  const issuer = await FakeIssuer.start();
  issuer.jwks = (_, response) => void response.writeHead(302, { location: `${issuer.origin}/elsewhere` }).end();
  expect(await codeOf(issuer.verifier().verify(issuer.token()))).toBe("keys_unavailable");
  expect(issuer.count("/elsewhere")).toBe(0);
});
