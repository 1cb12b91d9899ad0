import { expect, test } from "vitest";
import { VerifiedTokenCache } from "../src/verified-token-cache.ts";
import { codeOf, FakeIssuer } from "./fakes/fake-issuer.ts";
import { signingKey } from "./fakes/signing-key.ts";

test("V37: the same token 10,000 times is one signature check, one after the other or at once", async () => {
  const issuer = await FakeIssuer.start();
  const verifier = issuer.verifier();
  const token = issuer.token();
  await Promise.all(Array.from({ length: 5000 }, () => verifier.verify(token)));
  for (let call = 0; call < 5000; call += 1) await verifier.verify(token);
  expect(verifier.stats()).toMatchObject({ signatureChecks: 1, accepted: 10_000 });
  expect(verifier.stats().acceptedFromCache).toBeGreaterThanOrEqual(5000);
});

test("V40: a million distinct tokens leave the cache within its bound and hot tokens in it", () => {
  const cache = new VerifiedTokenCache<{ visits: number }>(10_000);
  const hot = Array.from({ length: 1000 }, (_, index) => `hot-${index}`);
  let misses = 0;
  const use = (key: string) => {
    if (cache.get(key) !== undefined) return;
    if (key.startsWith("hot")) misses += 1;
    cache.set(key, { visits: 0 });
  };
  for (const key of [...hot, ...hot]) use(key);
  expect(misses).toBe(1000);
  for (let index = 0; index < 1_000_000; index += 1) {
    use(`once-${index}`);
    if (index % 100 === 0) use(hot[(index / 100) % hot.length] ?? "");
    if (index % 50_000 === 0) expect(cache.size).toBeLessThanOrEqual(10_000);
  }
  // 10,000 uses of hot tokens during the scan, each token once in 100,000 strangers: ten times what the cache holds.
  expect(misses - 1000).toBeLessThan(100);
});

test("V40: the cache keeps to its bound whatever the order of use", () => {
  for (const bound of [2, 3, 10, 100]) {
    const cache = new VerifiedTokenCache<{ visits: number }>(bound);
    for (let index = 0; index < 5000; index += 1) {
      const key = String((index * 7919) % (bound * 3));
      if (cache.get(key) === undefined) cache.set(key, { visits: 0 });
      expect(cache.size).toBeLessThanOrEqual(bound);
    }
  }
});

test("V40: through verify(), hot tokens are still cached after a scan of ten times the cache", async () => {
  const issuer = await FakeIssuer.start();
  const verifier = issuer.verifier({ cachedTokensMax: 200 });
  const hot = Array.from({ length: 20 }, () => issuer.token());
  for (const token of [...hot, ...hot]) await verifier.verify(token);
  for (let index = 0; index < 2000; index += 1) await verifier.verify(issuer.token());
  const before = verifier.stats();
  expect(before.cachedTokens).toBeLessThanOrEqual(200);
  for (const token of hot) await verifier.verify(token);
  expect(verifier.stats().signatureChecks).toBe(before.signatureChecks);
});

test("V41: a cached token with one byte of its signature changed is refused", async () => {
  const issuer = await FakeIssuer.start();
  const verifier = issuer.verifier();
  const token = issuer.token();
  await verifier.verify(token);
  const start = token.lastIndexOf(".") + 1;
  for (let index = start; index < token.length - 1; index += 7) {
    const changed = token.slice(0, index) + (token[index] === "A" ? "B" : "A") + token.slice(index + 1);
    expect(await codeOf(verifier.verify(changed))).toBe("signature_invalid");
  }
  await verifier.verify(token);
});

test("V42: two tokens that differ in their signature alone are two tokens", async () => {
  const issuer = await FakeIssuer.start();
  const verifier = issuer.verifier();
  const claims = issuer.claims();
  const [one, two] = [issuer.token(claims), issuer.token(claims)];
  const forged = issuer.token(claims, {}, { ...signingKey(), kid: issuer.key.kid });
  expect(one).not.toBe(two); // ECDSA signatures differ each time
  await verifier.verify(one);
  expect(await codeOf(verifier.verify(forged))).toBe("signature_invalid");
  await verifier.verify(two);
  expect(verifier.stats().signatureChecks).toBe(3);
  expect(verifier.stats().cachedTokens).toBe(2);
});

test("V43: what a handler does to the result is not seen by the next request", async () => {
  const issuer = await FakeIssuer.start();
  const verifier = issuer.verifier();
  const token = issuer.token({ nested: { list: [{ a: 1 }] } });
  const first = await verifier.verify(token);
  expect(() => Object.assign(first, { clientId: "admin" })).toThrow(TypeError);
  expect(() => (first.scopes as string[]).push("admin")).toThrow(TypeError);
  expect(() => Object.assign(first.claims, { scope: "admin" })).toThrow(TypeError);
  const nested = first.claims["nested"] as { list: { a: number }[] };
  expect(() => nested.list.push({ a: 2 })).toThrow(TypeError);
  expect(() => Object.assign(nested.list[0] ?? {}, { a: 2 })).toThrow(TypeError);
  expect(await verifier.verify(token)).toEqual(first);
});

test("without a cache every verification checks the signature", async () => {
  const issuer = await FakeIssuer.start();
  const verifier = issuer.verifier({ cachedTokensMax: 0 });
  const token = issuer.token();
  for (let call = 0; call < 3; call += 1) await verifier.verify(token);
  expect(verifier.stats()).toMatchObject({ signatureChecks: 3, acceptedFromCache: 0, cachedTokens: 0 });
});
