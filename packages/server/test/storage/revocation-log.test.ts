import { describe, expect, it } from "vitest";
import { AuditSeal } from "../../src/domain/audit-seal.ts";
import { newClientId } from "../../src/domain/identifier.ts";
import type { RevokedSubject, TokenRevocation } from "../../src/domain/revocation.ts";
import { KyselyChangeLog } from "../../src/storage/change-log.ts";
import { KyselyRevocationLog } from "../../src/storage/revocation-log.ts";
import { KyselyUnitOfWork } from "../../src/storage/unit-of-work.ts";
import { DATABASE_KINDS, openStore } from "../support/database-kinds.ts";

const NOW = 1_800_000_000_500;
const LIFETIME_SECONDS = 7_200;
const STALE_SECONDS = 300;
const TOLERANCE_SECONDS = 60;
const UNTIL = 1_800_000_001 + LIFETIME_SECONDS + STALE_SECONDS + TOLERANCE_SECONDS; // rounded up
const ALL = Number.MAX_SAFE_INTEGER;

const token = (tokenId: string): TokenRevocation => ({ kind: "token", tokenId });

describe.each(DATABASE_KINDS)("the revocation log, $name", (kind) => {
  const open = async () => {
    const database = await openStore(kind);
    const unitOfWork = new KyselyUnitOfWork(database.writer, () => NOW, new AuditSeal());
    await unitOfWork.transaction(async ({ resources }) => {
      await resources.raiseLongestLifetime(LIFETIME_SECONDS);
      await resources.raiseLongestLifetime(60); // what was ever configured counts
      await resources.raiseLongestStaleTime(STALE_SECONDS);
      await resources.raiseLongestStaleTime(0);
    });
    const revoke = (...subjects: readonly RevokedSubject[]) =>
      unitOfWork.transaction(async ({ recordRevocation }) => {
        for (const subject of subjects) recordRevocation(subject);
      });
    return {
      unitOfWork,
      revoke,
      log: new KyselyRevocationLog(database.reader, database.writer),
      changes: new KyselyChangeLog(database.reader, database.writer),
    };
  };

  it("V47: hands over in order what was revoked, each with its number and its end", async () => {
    const { log, revoke } = await open();
    expect(await log.readState()).toEqual({ sequence: 0, revokedKids: [] });
    const clientId = newClientId();
    const client = { kind: "client", clientId, generationsBelow: 4_294_967_294 } as const;
    await revoke(token("t1"), { kind: "credential", credentialId: "cred_1" });
    await revoke(client);
    expect(await log.readState()).toEqual({ sequence: 3, revokedKids: [] });
    expect(await log.listAfter(0, 3, 10)).toEqual([
      { sequence: 1, subject: token("t1"), untilSeconds: UNTIL },
      { sequence: 2, subject: { kind: "credential", credentialId: "cred_1" }, untilSeconds: UNTIL },
      { sequence: 3, subject: client, untilSeconds: UNTIL },
    ]);
    expect((await log.listAfter(1, 2, 10)).map(({ sequence }) => sequence)).toEqual([2]);
    expect((await log.listAfter(0, 3, 2)).map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  it("V48: a key takes a number too, and is told apart from records", async () => {
    const { log, revoke } = await open();
    await revoke(token("t1"));
    await revoke({ kind: "signing_key", kid: "stolen" });
    await revoke({ kind: "signing_key", kid: "another" }, token("t2"));
    expect(await log.readState()).toEqual({ sequence: 4, revokedKids: ["stolen", "another"] });
    expect((await log.listAfter(0, ALL, 10)).map(({ sequence }) => sequence)).toEqual([1, 4]);
  });

  it("V51: what hits nothing any more leaves; keys stay, and no number is given out twice", async () => {
    const { log, revoke } = await open();
    await revoke(token("t1"), { kind: "signing_key", kid: "stolen" }, token("t2"));
    await log.prune(UNTIL - 1);
    expect(await log.listAfter(0, ALL, 10)).toHaveLength(2);
    await log.prune(UNTIL);
    expect(await log.listAfter(0, ALL, 10)).toEqual([]);
    expect(await log.readState()).toEqual({ sequence: 3, revokedKids: ["stolen"] });
    await revoke(token("t3"));
    expect((await log.listAfter(0, ALL, 10)).map(({ sequence }) => sequence)).toEqual([4]);
  });

  it("knows whether a token, or what was issued for its secret, was taken back", async () => {
    const { log, revoke } = await open();
    await revoke(token("t1"), { kind: "credential", credentialId: "cred_1" });
    expect(await log.isTokenRevoked("t1", "cred_2")).toBe(true);
    expect(await log.isTokenRevoked("t2", "cred_1")).toBe(true);
    expect(await log.isTokenRevoked("t2", "cred_2")).toBe(false);
    expect(await log.isTokenRevoked("cred_1", "t1")).toBe(false);
  });

  it("V52: tells running servers through the change log, and keeps nothing of a change that failed", async () => {
    const { log, changes, revoke, unitOfWork } = await open();
    const start = await changes.lastPosition();
    await revoke(token("t1"), token("t2"));
    const failing = unitOfWork.transaction(async ({ recordRevocation }) => {
      recordRevocation(token("t3"));
      throw new Error("rolled back");
    });
    await expect(failing).rejects.toThrow("rolled back");
    expect(await changes.changesAfter(start)).toMatchObject({ changes: [{ kind: "revocation" }] });
    expect(await log.readState()).toMatchObject({ sequence: 2 });
  });

  it("V52: who reads while many write misses nothing: numbers become visible in their order", async () => {
    const { log, revoke } = await open();
    const seen: number[] = [];
    let since = 0;
    const readOn = async () => {
      const { sequence } = await log.readState();
      seen.push(...(await log.listAfter(since, sequence, 1_000)).map((revocation) => revocation.sequence));
      since = sequence;
    };
    let isWriting = true;
    const reading = (async () => {
      while (isWriting) {
        await readOn();
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      await readOn();
    })();
    await Promise.all(Array.from({ length: 100 }, (_, index) => revoke(token(`a${index}`), token(`b${index}`))));
    isWriting = false;
    await reading;
    expect(seen).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
  });

  it("V51: prunes more than one statement takes", async () => {
    const { log, revoke } = await open();
    await revoke(...Array.from({ length: 5_600 }, (_, index) => token(`t${index}`)));
    await log.prune(UNTIL);
    expect(await log.listAfter(0, ALL, 10)).toEqual([]);
  });
});
