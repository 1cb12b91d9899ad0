import { expect, test } from "vitest";
import { codeOf, FakeIssuer } from "./fakes/fake-issuer.ts";

async function startWithLongList(entries: number): Promise<FakeIssuer> {
  const issuer = await FakeIssuer.start();
  issuer.publishList();
  for (let index = 0; index < entries; index += 1) issuer.list.revoke({ kind: "token", tokenId: `token-${index}` });
  return issuer;
}

const FAST = { revocationList: { pollMilliseconds: 20 } };

test("V52: the head is asked for with a plain conditional GET that any cache may answer", async () => {
  const issuer = await startWithLongList(1);
  const verifier = issuer.verifier(FAST);
  await verifier.verify(issuer.token());
  await expect.poll(() => issuer.list.statuses).toContain(304);
  const request = issuer.list.headRequests.at(-1);
  expect(request?.method).toBe("GET");
  expect(request?.headers["if-none-match"]).toMatch(/^".+"$/);
  expect(request?.headers["cache-control"]).toBe("max-age=1");
  expect(request?.headers.authorization).toBeUndefined();
  expect(request?.headers.cookie).toBeUndefined();
});

test("V52: a follower fetches every document once, and while it keeps up the head alone", async () => {
  const issuer = await startWithLongList(500);
  const verifier = issuer.verifier(FAST);
  expect(await codeOf(verifier.verify(issuer.token({ jti: "token-0" })))).toBe("token_revoked");
  const parts = issuer.list.partRequests.length;
  expect(parts).toBeGreaterThan(3);
  expect(new Set(issuer.list.partRequests).size).toBe(parts);
  for (let index = 500; index < 520; index += 1) {
    issuer.list.revoke({ kind: "token", tokenId: `token-${index}` });
    await expect.poll(() => verifier.stats().revocationList.sequence, { interval: 5 }).toBe(index + 1);
  }
  expect(issuer.list.partRequests).toHaveLength(parts);
  expect(verifier.stats().revocationList.entries).toBe(520);
  for (const jti of ["token-0", "token-499", "token-519"])
    expect(await codeOf(verifier.verify(issuer.token({ jti })))).toBe("token_revoked");
  await verifier.verify(issuer.token({ jti: "token-520" }));
});

test("V52: a follower that missed some fetches only the documents that hold them", async () => {
  const issuer = await startWithLongList(1000);
  const verifier = issuer.verifier(FAST);
  await verifier.ready();
  const parts = issuer.list.partRequests.length;
  for (let index = 1000; index < 1050; index += 1) issuer.list.revoke({ kind: "token", tokenId: `token-${index}` });
  await expect.poll(() => verifier.stats().revocationList.sequence).toBe(1050);
  expect(issuer.list.partRequests.length - parts).toBeLessThanOrEqual(5);
  expect(verifier.stats().revocationList.entries).toBe(1050);
});

test.each([
  ["has another digest", { sha256: "A".repeat(43) }, "a part of the list answers 404"],
  ["is larger than the list may be", { bytes: 24 * 5_000_000 }, "the list is too large"],
  ["is larger than said", { bytes: 0 }, "the answer is too large"],
])("V46: a list whose document %s is not used", async (_, change, reason) => {
  const issuer = await startWithLongList(500);
  const parts = issuer.list.claims().parts.map((part) => ("bytes" in part ? { ...part, ...change } : part));
  issuer.list.claimChanges = { parts };
  const verifier = issuer.verifier();
  expect(await codeOf(verifier.verify(issuer.token()))).toBe("revocation_list_unavailable");
  expect(verifier.events).toContainEqual(expect.objectContaining({ type: "revocation-list-unavailable", reason }));
});

test("V46: a document that was changed on the way is not used", async () => {
  const issuer = await startWithLongList(500);
  issuer.list.changePart = (records) => Buffer.from(records).fill(0, 0, 16);
  const verifier = issuer.verifier();
  expect(await codeOf(verifier.verify(issuer.token()))).toBe("revocation_list_unavailable");
  const reason = "a part of the list has another digest";
  expect(verifier.events).toContainEqual(expect.objectContaining({ type: "revocation-list-unavailable", reason }));
});

test("V46: documents are fetched over https or from this machine only", async () => {
  const issuer = await startWithLongList(500);
  issuer.list.claimChanges = { part_uri: "http://cdn.example/{sha256}" };
  const verifier = issuer.verifier();
  expect(await codeOf(verifier.verify(issuer.token()))).toBe("revocation_list_unavailable");
  const reason = "a part of the list has no usable address";
  expect(verifier.events).toContainEqual(expect.objectContaining({ type: "revocation-list-unavailable", reason }));
});
