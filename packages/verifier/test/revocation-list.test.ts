import { expect, test } from "vitest";
import { codeOf, FakeIssuer } from "./fakes/fake-issuer.ts";
import { ManualClock } from "./fakes/manual-clock.ts";
import { signingKey } from "./fakes/signing-key.ts";

const CLIENT = "celitech_client_0123456789abcdefABCDEF";
const FAST = { revocationList: { pollMilliseconds: 20 } };

async function startWithList(): Promise<FakeIssuer> {
  const issuer = await FakeIssuer.start();
  issuer.publishList();
  return issuer;
}

test("V39: a cached token is refused once it is revoked, with no request per verification", async () => {
  const issuer = await startWithList();
  const verifier = issuer.verifier(FAST);
  const [token, other] = [issuer.token({ jti: "one" }), issuer.token({ jti: "two" })];
  await verifier.verify(token);
  for (let call = 0; call < 1000; call += 1) await verifier.verify(token);
  expect(issuer.list.headRequests.length).toBeLessThan(100);
  issuer.list.revoke({ kind: "token", tokenId: "one" });
  await expect.poll(() => codeOf(verifier.verify(token)), { interval: 10 }).toBe("token_revoked");
  await verifier.verify(other);
  expect(verifier.stats().signatureChecks).toBe(2); // one for each token
});

test("the list is followed by default when the metadata announce it, and not when the option says so", async () => {
  const issuer = await startWithList();
  issuer.list.revoke({ kind: "token", tokenId: "one" });
  const token = issuer.token({ jti: "one" });
  expect(await codeOf(issuer.verifier().verify(token))).toBe("token_revoked");
  const requests = issuer.list.headRequests.length;
  await issuer.verifier({ revocationList: false }).verify(token);
  expect(issuer.list.headRequests).toHaveLength(requests);
});

test("without metadata the list is followed where the option says it is", async () => {
  const issuer = await FakeIssuer.start();
  issuer.list.revoke({ kind: "token", tokenId: "one" });
  const revocationList = { uri: `${issuer.origin}/revocations` };
  const verifier = issuer.verifier({ jwksUri: `${issuer.origin}/jwks`, revocationList });
  expect(await codeOf(verifier.verify(issuer.token({ jti: "one" })))).toBe("token_revoked");
  expect(issuer.count("/.well-known")).toBe(0);
});

test("a list that is announced later is followed from the next metadata on, and given up when it is withdrawn", async () => {
  const issuer = await FakeIssuer.start();
  const clock = new ManualClock();
  issuer.list.nowSeconds = () => clock.seconds;
  const verifier = issuer.verifier({ clock });
  const token = issuer.token({ jti: "one" });
  await verifier.verify(token);
  issuer.publishList();
  issuer.list.revoke({ kind: "token", tokenId: "one" });
  clock.advanceSeconds(301);
  await verifier.verify(token).catch(() => {});
  await expect.poll(() => codeOf(verifier.verify(token))).toBe("token_revoked");
  issuer.metadataMembers = {};
  clock.advanceSeconds(301);
  await verifier.verify(token).catch(() => {});
  await expect.poll(() => verifier.events.map(({ type }) => type)).toContain("revocation-list-withdrawn");
  const { polls } = verifier.stats().revocationList;
  await verifier.verify(issuer.token());
  expect(await codeOf(verifier.verify(token))).toBe("token_revoked"); // what is known is not forgotten
  expect(verifier.stats().revocationList).toMatchObject({ polls, isFollowed: false });
});

test.each([
  ["type", { header: { typ: "at+jwt" } }, "the list has another type"],
  ["type in another form", { header: { typ: "application/revocations+jwt" } }, "the list has another type"],
  ["issuer", { claims: { iss: "https://evil.example" } }, "the list comes from another issuer"],
  ["algorithm", { header: { alg: "none" } }, "the list's signature is invalid"],
  ["critical extension", { header: { crit: ["exp"] } }, "the list has an unusable header"],
  ["lifetime", { claims: { exp: 4_000_000_000 } }, "the list has malformed claims"],
  ["sequence number", { claims: { seq: -1 } }, "the list has malformed claims"],
  ["part", { claims: { parts: [{ seq: 9, records: "" }] } }, "the list has malformed claims"],
  ["key", { header: { kid: "stranger" } }, "the list's key is not a published one, or is revoked"],
])("V46: a list with a wrong %s is not used, and an event says so", async (_, changes, reason) => {
  const issuer = await startWithList();
  issuer.list.headerChanges = "header" in changes ? changes.header : {};
  issuer.list.claimChanges = "claims" in changes ? changes.claims : {};
  const verifier = issuer.verifier();
  const error = await verifier.verify(issuer.token()).catch((refusal: unknown) => refusal);
  expect(error).toMatchObject({ code: "revocation_list_unavailable", status: 503 });
  expect(verifier.events).toContainEqual(expect.objectContaining({ type: "revocation-list-unavailable", reason }));
});

test("V46: a list that another key signed, or that revokes its own key, is not used", async () => {
  const issuer = await startWithList();
  issuer.list.revokedKids = [issuer.list.key.kid];
  const verifier = issuer.verifier();
  expect(await codeOf(verifier.verify(issuer.token()))).toBe("revocation_list_unavailable");
  issuer.list.revokedKids = [];
  const published = issuer.list.key;
  issuer.list.key = { ...signingKey(), kid: published.kid, jwk: published.jwk };
  expect(await codeOf(issuer.verifier().verify(issuer.token()))).toBe("revocation_list_unavailable");
});

test("V46: a lower sequence number than one seen is not used; what was revoked stays revoked", async () => {
  const issuer = await startWithList();
  for (const tokenId of ["one", "two"]) issuer.list.revoke({ kind: "token", tokenId });
  const verifier = issuer.verifier(FAST);
  expect(await codeOf(verifier.verify(issuer.token({ jti: "one" })))).toBe("token_revoked");
  issuer.list.claimChanges = { seq: 1, parts: [] };
  const reason = "the list has a lower sequence number than one seen";
  await expect.poll(() => verifier.events).toContainEqual(expect.objectContaining({ reason }));
  expect(await codeOf(verifier.verify(issuer.token({ jti: "one" })))).toBe("token_revoked");
  issuer.list.claimChanges = {};
  await expect
    .poll(() => verifier.events)
    .toContainEqual(expect.objectContaining({ type: "revocation-list-recovered", sequence: 2 }));
});

test("V46: a list signed by a key that was stolen does not outlive the list that revokes that key", async () => {
  const issuer = await startWithList();
  const stolen = issuer.key;
  const replacement = issuer.list.key;
  issuer.list.key = stolen;
  issuer.list.claimChanges = { seq: 1_000_000 };
  const verifier = issuer.verifier(FAST);
  await verifier.ready();
  expect(verifier.stats().revocationList.sequence).toBe(1_000_000);
  issuer.list.key = replacement;
  issuer.list.claimChanges = {};
  issuer.list.revokedKids = [stolen.kid];
  issuer.list.revoke({ kind: "token", tokenId: "one" });
  issuer.keys = [stolen, replacement];
  await expect.poll(() => verifier.stats().revocationList.sequence).toBe(1);
});

test("V46: an expired list counts as unavailable, also when a cache still confirms it", async () => {
  const issuer = await startWithList();
  const clock = new ManualClock();
  const start = clock.seconds;
  issuer.list.nowSeconds = () => start;
  const verifier = issuer.verifier({ clock, revocationList: { maximumAgeSeconds: 30 } });
  await verifier.verify(issuer.token());
  clock.advanceSeconds(20);
  await verifier.verify(issuer.token());
  expect(issuer.list.statuses).toContain(304);
  clock.advanceSeconds(50);
  expect(await codeOf(verifier.verify(issuer.token()))).toBe("revocation_list_unavailable");
  expect(verifier.events).toContainEqual(expect.objectContaining({ reason: "the list has expired" }));
});

test("V47: the list holds no id, and nothing is decided by iat", async () => {
  const issuer = await startWithList();
  issuer.list.revoke({ kind: "token", tokenId: "token-id-1" });
  issuer.list.revoke({ kind: "credential", credentialId: "credential-id-1" });
  issuer.list.revoke({ kind: "client", clientId: CLIENT, generationsBelow: 2 });
  const decoded = Buffer.from(issuer.list.head().split(".")[1] ?? "", "base64url").toString();
  const records = issuer.list.claims().parts.map((part) => ("records" in part ? part.records : ""));
  const all = decoded + Buffer.from(records.join(""), "base64url").toString("latin1");
  for (const id of ["token-id-1", "credential-id-1", CLIENT]) expect(all).not.toContain(id);

  const verifier = issuer.verifier();
  const now = Math.floor(Date.now() / 1000);
  for (const iat of [now - 3000, now, now + 4]) {
    expect(await codeOf(verifier.verify(issuer.token({ iat, gen: 1 })))).toBe("token_revoked");
    expect(await codeOf(verifier.verify(issuer.token({ iat, gen: 2 })))).toBe("accepted");
    expect(await codeOf(verifier.verify(issuer.token({ iat, gen: 2, cred: "credential-id-1" })))).toBe("token_revoked");
    expect(await codeOf(verifier.verify(issuer.token({ iat, gen: 2, jti: "token-id-1" })))).toBe("token_revoked");
  }
});

test("V48: a revoked kid ends its tokens and their cached verifications, whatever the key set says", async () => {
  const issuer = await startWithList();
  const verifier = issuer.verifier(FAST);
  const cached = issuer.token();
  await verifier.verify(cached);
  issuer.list.revokedKids = [issuer.key.kid];
  await expect.poll(() => codeOf(verifier.verify(cached)), { interval: 10 }).toBe("token_revoked");
  expect(await codeOf(verifier.verify(issuer.token()))).toBe("token_revoked");
  expect(issuer.keyFetches).toBe(1); // the key set still lists the key, and nobody asked it
  const cold = issuer.verifier();
  expect(await codeOf(cold.verify(issuer.token()))).toBe("token_revoked");
});

test("V48: a head of the same number from before a key was revoked does not bring the key back; a later number does", async () => {
  const issuer = await startWithList();
  issuer.list.revokedKids = [issuer.key.kid];
  const verifier = issuer.verifier(FAST);
  expect(await codeOf(verifier.verify(issuer.token()))).toBe("token_revoked");
  issuer.list.revokedKids = [];
  const { polls } = verifier.stats().revocationList;
  await expect.poll(() => verifier.stats().revocationList.polls).toBeGreaterThan(polls + 2);
  expect(await codeOf(verifier.verify(issuer.token()))).toBe("token_revoked");
  issuer.list.revoke({ kind: "token", tokenId: "any" });
  await expect.poll(() => codeOf(verifier.verify(issuer.token())), { interval: 10 }).toBe("accepted");
});

test("V49: disabled and enabled again within a second, tokens from before are refused and tokens from after accepted", async () => {
  const issuer = await startWithList();
  const verifier = issuer.verifier(FAST);
  const iat = Math.floor(Date.now() / 1000);
  const [before, after] = [issuer.token({ iat, gen: 1 }), issuer.token({ iat, gen: 2 })];
  await verifier.verify(before);
  issuer.list.revoke({ kind: "client", clientId: CLIENT, generationsBelow: 2 });
  await expect.poll(() => codeOf(verifier.verify(before)), { interval: 10 }).toBe("token_revoked");
  await verifier.verify(after);
});

test("V50: revoking one secret with its tokens leaves those of the client's other secret alone", async () => {
  const issuer = await startWithList();
  issuer.list.revoke({ kind: "credential", credentialId: "cred_1" });
  const verifier = issuer.verifier();
  expect(await codeOf(verifier.verify(issuer.token({ cred: "cred_1" })))).toBe("token_revoked");
  await verifier.verify(issuer.token({ cred: "cred_2" }));
});

test("V53: to a token without cred and gen those checks do not apply", async () => {
  const issuer = await startWithList();
  issuer.list.revoke({ kind: "client", clientId: CLIENT, generationsBelow: 0xffff_ffff });
  issuer.list.revoke({ kind: "credential", credentialId: "undefined" });
  issuer.list.revoke({ kind: "token", tokenId: "one" });
  const verifier = issuer.verifier();
  await verifier.verify(issuer.token({ cred: undefined, gen: undefined }));
  expect(await codeOf(verifier.verify(issuer.token({ cred: undefined, gen: undefined, jti: "one" })))).toBe(
    "token_revoked",
  );
});
