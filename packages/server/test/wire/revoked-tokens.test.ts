import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deleteClient, disableClient, enableClient, endTokens } from "../../src/domain/administration/change-client.ts";
import { revokeSecret, rotateSecret } from "../../src/domain/administration/change-secret.ts";
import { replaceSigningKey } from "../../src/domain/administration/rotate-signing-keys.ts";
import { startBreakableServer } from "../support/breakable-server.ts";
import { AWKWARD_SECRET, applyChange, createTestClient } from "../support/fixtures.ts";
import { issue, present, REVOKE } from "../support/presented-token.ts";
import { type RunningServer, startServer, useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";
import { type FollowingVerifier, verifierOf } from "../support/verifier-of.ts";

const servers = useServers();

/** Waits until the verifier says so. That a revocation is seen within 2 s follows from the polls and the caches, not from this machine. */
async function becomes(verifier: FollowingVerifier, token: string, verdict: string): Promise<void> {
  await expect.poll(() => verifier.judge(token), { interval: 10 }).toBe(verdict);
}

async function newHolder(server: RunningServer) {
  const { client, secret } = await createTestClient(server.service.administration, {});
  const credentials = [client.id, secret.reveal()] as const;
  return { id: client.id, secretId: client.secrets[0]?.id ?? "", issue: () => issue(server, ...credentials) };
}

describe.each(STORES)("an API that follows the server's revocation list, %s", (store) => {
  test("V39: a token that was revoked is refused, the same client's other token is not, and no request is made per call", async () => {
    const server = servers.on(store);
    const verifier = verifierOf(server);
    const [token, other] = [await issue(server), await issue(server)];
    expect([await verifier.judge(token), await verifier.judge(other)]).toEqual(["accepted", "accepted"]);
    for (let call = 0; call < 1_000; call += 1) await verifier.verify(token);
    expect((await present(server, REVOKE, ["c2", AWKWARD_SECRET], token)).status).toBe(200);
    await becomes(verifier, token, "token_revoked");
    expect(await verifier.judge(other)).toBe("accepted");
    expect(verifier.stats().signatureChecks).toBe(2);
  });

  test.each([
    ["disabled", disableClient],
    ["deleted", deleteClient],
    ["told to end its tokens", endTokens],
  ] as const)("V47: the tokens of a client that was %s are refused, those of others are not", async (_, change) => {
    const server = servers.on(store);
    const verifier = verifierOf(server);
    const [holder, other] = [await newHolder(server), await newHolder(server)];
    const [token, second, otherToken] = [await holder.issue(), await holder.issue(), await other.issue()];
    expect([await verifier.judge(token), await verifier.judge(otherToken)]).toEqual(["accepted", "accepted"]);
    await applyChange(server.service.administration, (context) => change(context, holder.id));
    await becomes(verifier, token, "token_revoked");
    expect(await verifier.judge(second)).toBe("token_revoked"); // never seen before
    expect(await verifier.judge(otherToken)).toBe("accepted");
  });

  test("V49: disabled and enabled within the same second: tokens from before are refused, tokens from after are not", async () => {
    const server = servers.on(store);
    const { administration } = server.service;
    const verifier = verifierOf(server);
    const holder = await newHolder(server);
    const before = await holder.issue();
    expect(await verifier.judge(before)).toBe("accepted");
    await applyChange(administration, (change) => disableClient(change, holder.id));
    await applyChange(administration, (change) => enableClient(change, holder.id));
    await becomes(verifier, before, "token_revoked");
    const after = await holder.issue();
    expect(decodeJwt(after).iat).toBe(decodeJwt(before).iat);
    expect(await verifier.judge(after)).toBe("accepted");
  });

  test("V50: a secret that is revoked takes its tokens along when that is asked for, and those of the other secret go on", async () => {
    const server = servers.on(store);
    const { administration } = server.service;
    const verifier = verifierOf(server);
    const holder = await newHolder(server);
    const ofOld = await holder.issue();
    const request = { clientId: holder.id, overlapMilliseconds: 3_600_000 };
    const rotated = await applyChange(administration, (change) => rotateSecret(change, request, administration.hasher));
    await server.seesChanges();
    const ofNew = await issue(server, holder.id, rotated.text.reveal());
    expect([await verifier.judge(ofOld), await verifier.judge(ofNew)]).toEqual(["accepted", "accepted"]);
    await applyChange(administration, (change) =>
      revokeSecret(change, holder.id, holder.secretId, { withTokens: true }),
    );
    await becomes(verifier, ofOld, "token_revoked");
    expect(await verifier.judge(ofNew)).toBe("accepted");
  });

  test("V50: a secret that is revoked without its tokens leaves them alone", async () => {
    const server = servers.on(store);
    const { administration } = server.service;
    const verifier = verifierOf(server);
    const [holder, other] = [await newHolder(server), await newHolder(server)];
    const [token, otherToken] = [await holder.issue(), await other.issue()];
    expect([await verifier.judge(token), await verifier.judge(otherToken)]).toEqual(["accepted", "accepted"]);
    await applyChange(administration, (change) => revokeSecret(change, holder.id, holder.secretId));
    await applyChange(administration, (change) => endTokens(change, other.id)); // the list has come when this is refused
    await becomes(verifier, otherToken, "token_revoked");
    expect(await verifier.judge(token)).toBe("accepted");
  });

  test("V51: a list with parts is fetched whole by who starts, and by who was there", async () => {
    const server = servers.on(store);
    const early = verifierOf(server);
    const [token, other] = [await issue(server), await issue(server)];
    expect(await early.judge(token)).toBe("accepted");
    const { jti = "" } = decodeJwt(token);
    await server.service.administration.unitOfWork.transaction(async ({ recordRevocation }) => {
      recordRevocation({ kind: "token", tokenId: jti });
      for (let index = 0; index < 3_000; index += 1) recordRevocation({ kind: "token", tokenId: `other${index}` });
    });
    await becomes(early, token, "token_revoked");
    const late = verifierOf(server);
    expect([await late.judge(token), await late.judge(other)]).toEqual(["token_revoked", "accepted"]);
    expect(late.stats().revocationList.entries).toBeGreaterThan(3_000);
  });
});

describe.each(STORES)("an API, and a key that was stolen, %s", (store) => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer(store);
  });
  afterAll(() => server.stop());

  test("V48, T13: what the stolen key signed is refused, also what was verified before; the next key's tokens are not", async () => {
    const { administration } = server.service;
    const verifier = verifierOf(server);
    const token = await issue(server);
    expect(await verifier.judge(token)).toBe("accepted");
    await applyChange(administration, (change) => replaceSigningKey(change, "ES256", administration.generateKey));
    await expect.poll(() => verifier.judge(token), { interval: 10 }).not.toBe("accepted");
    await server.seesChanges();
    expect(await verifier.judge(await issue(server))).toBe("accepted");
    expect(verifier.events).not.toContain("revocation-list-unavailable");
  });
});

describe.each(STORES)("an API whose issuer has lost its database, %s", (store) => {
  test("V54: goes on for as long as the list may be old, then refuses, and recovers by itself", async () => {
    const broken = await startBreakableServer(store);
    const { server } = broken;
    try {
      const verifier = verifierOf(server, { maximumAgeSeconds: 30 });
      const token = await issue(server);
      expect(await verifier.judge(token)).toBe("accepted");
      await broken.breakDatabase();
      await broken.noticed(false);
      server.clock.advanceSeconds(server.config.staleSeconds - 1);
      expect(await verifier.judge(token)).toBe("accepted");
      server.clock.advanceSeconds(2 + 30);
      await becomes(verifier, token, "revocation_list_unavailable");
      expect(verifier.events).toContain("revocation-list-too-old");
      await broken.mendDatabase();
      await broken.noticed(true);
      await becomes(verifier, token, "accepted");
    } finally {
      await broken.stop();
    }
  });
});
