import { randomFillSync } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ALL_GENERATIONS,
  encodeRevocationPart,
  parseRevocationListClaims,
  planRevocationParts,
  revocationListClaims,
  revocationName,
  revocationRecord,
  revocationUntilSeconds,
} from "../src/revocation-list/index.ts";
import { RevocationTable } from "../src/revocation-list/revocation-table.ts";

const ISSUER = "https://auth.example";
const HOUR = 3600;
const NOW = 500_000 * HOUR;

function tokenRecord(tokenId: string, untilSeconds = NOW + HOUR): Uint8Array {
  return revocationRecord(ISSUER, { kind: "token", tokenId, untilSeconds });
}

function randomRecords(count: number): Buffer {
  const records = randomFillSync(Buffer.alloc(count * 24));
  for (let offset = 20; offset < records.length; offset += 24) records.writeUInt32BE(NOW + HOUR, offset);
  return records;
}

test("V47: names differ by kind and by issuer, so that ids cannot be read, compared or linked", () => {
  const names = [
    revocationName(ISSUER, "token", "x"),
    revocationName(ISSUER, "credential", "x"),
    revocationName(ISSUER, "client", "x"),
    revocationName("https://other.example", "token", "x"),
  ];
  expect(new Set(names).size).toBe(4);
  for (const name of names) expect(name).toHaveLength(16);
  // Fixed for ever: a publisher and a follower of different versions have to agree.
  expect(Buffer.from(revocationName(ISSUER, "token", "x"), "latin1").toString("hex")).toMatchInlineSnapshot(
    `"f2528cf0f735a9f269880755d1fb34f5"`,
  );
});

test("V51: entries stay for the longest lifetime, the stale window and the largest tolerance together", () => {
  const until = revocationUntilSeconds({ nowSeconds: NOW, longestLifetimeSeconds: 3600, staleSeconds: 300 });
  expect(until).toBe(NOW + 3600 + 300 + 60);
});

test("V51: entries leave at the full hour after their time, and not before", () => {
  const records = [tokenRecord("one", NOW + 10), tokenRecord("two", NOW + 3 * HOUR)];
  const lengthAt = (seconds: number) => encodeRevocationPart(2, records, seconds).records.length / 24;
  expect(lengthAt(NOW)).toBe(2);
  expect(lengthAt(NOW + HOUR - 1)).toBe(2);
  expect(lengthAt(NOW + HOUR)).toBe(1);
  expect(lengthAt(NOW + 3 * HOUR)).toBe(0);
});

test("V51: a million revocations take 24 MB on the wire once, a small head, and at most 50 MB in a follower", () => {
  const records = randomRecords(1_000_000);
  const parts = planRevocationParts(1_000_000).map(({ since, sequence }) =>
    encodeRevocationPart(sequence, [records.subarray(since * 24, sequence * 24)], NOW),
  );
  const list = { issuer: ISSUER, revokedKids: ["key-1"], partUri: `${ISSUER}/oauth2/revocations/{sha256}` };
  const claims = revocationListClaims({ ...list, sequence: 1_000_000, parts, nowSeconds: NOW, lifetimeSeconds: 60 });
  expect(parts.reduce((sum, part) => sum + part.records.length, 0)).toBe(24_000_000);
  expect(Buffer.from(JSON.stringify(claims)).toString("base64url").length).toBeLessThan(10_000);
  const table = new RevocationTable();
  for (const part of parts) table.add(part.records, NOW);
  expect(table.entries).toBe(1_000_000);
  expect(table.bytes).toBeLessThanOrEqual(24 * 2 ** 21);
  for (let offset = 0; offset < records.length; offset += 24 * 997)
    expect(table.generationsBelow(records.toString("latin1", offset, offset + 16))).toBe(
      records.readUInt32BE(offset + 16),
    );

  // An hour later all of them have left, and the memory is used again.
  const next = randomRecords(1_000_000);
  for (let offset = 20; offset < next.length; offset += 24) next.writeUInt32BE(NOW + 3 * HOUR, offset);
  table.add(next, NOW + 2 * HOUR);
  expect(table.bytes).toBeLessThanOrEqual(24 * 2 ** 21);
}, 60_000);

test("V51: a follower's table never forgets an entry before its time, and holds nothing that was not added", () => {
  const addition = fc.record({ id: fc.nat(200), generations: fc.nat(50), hours: fc.integer({ min: 1, max: 20 }) });
  fc.assert(
    fc.property(fc.array(fc.array(addition, { maxLength: 60 }), { maxLength: 12 }), (rounds) => {
      const table = new RevocationTable();
      const added: { id: number; generations: number; until: number }[] = [];
      rounds.forEach((additions, round) => {
        const now = NOW + round * HOUR;
        for (const { id, generations, hours } of additions) {
          const until = now + hours * HOUR;
          const subject = { kind: "client", clientId: String(id), generationsBelow: generations } as const;
          table.add(revocationRecord(ISSUER, { ...subject, untilSeconds: until }), now);
          added.push({ id, generations, until });
        }
        for (let id = 0; id <= 200; id += 1) {
          const own = added.filter((entry) => entry.id === id);
          const live = own.filter((entry) => entry.until > now);
          const found = table.generationsBelow(revocationName(ISSUER, "client", String(id)));
          expect(found).toBeGreaterThanOrEqual(Math.max(0, ...live.map((entry) => entry.generations)));
          expect(found).toBeLessThanOrEqual(Math.max(0, ...own.map((entry) => entry.generations)));
        }
      });
    }),
    { numRuns: 50 },
  );
});

test("V52: the ranges cover the history without a gap, and their number grows like its logarithm", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (sequence) => {
      const ranges = planRevocationParts(sequence);
      let end = 0;
      for (const range of ranges) {
        expect(range.since).toBe(end);
        end = range.sequence;
      }
      expect(end).toBe(sequence);
      expect(ranges.length).toBeLessThanOrEqual(7 * (Math.log2(sequence + 1) / 2 + 1));
    }),
  );
});

test("V52: a follower that keeps up needs, for each new revocation, only that one", () => {
  for (const start of [1, 15, 16, 255, 256, 4095, 65_535, 1_048_575, 1_234_567]) {
    const missing = planRevocationParts(start + 1).filter((range) => range.sequence > start);
    expect(missing).toEqual([{ since: start, sequence: start + 1 }]);
  }
});

test("V52: the same records and hour give the same bytes and digest in any order, on every node", () => {
  const records = Array.from({ length: 50 }, (_, index) => tokenRecord(`id-${index}`));
  const one = encodeRevocationPart(50, records, NOW + 1);
  const two = encodeRevocationPart(50, [Buffer.concat(records.toReversed())], NOW + HOUR - 1);
  expect(two).toEqual(one);
});

test("of two records for one name the widest counts", () => {
  const client = { kind: "client", clientId: "c" } as const;
  const part = encodeRevocationPart(
    3,
    [
      revocationRecord(ISSUER, { ...client, generationsBelow: 7, untilSeconds: NOW + HOUR }),
      revocationRecord(ISSUER, { ...client, generationsBelow: 3, untilSeconds: NOW + 9 * HOUR }),
    ],
    NOW,
  );
  const record = Buffer.from(part.records);
  expect([record.length, record.readUInt32BE(16), record.readUInt32BE(20)]).toEqual([24, 7, NOW + 9 * HOUR]);
  expect(Buffer.from(tokenRecord("x")).readUInt32BE(16)).toBe(ALL_GENERATIONS);
});

test("a number that does not fit, and records that are cut, are a programmer's error", () => {
  const entry = { kind: "client", clientId: "c", generationsBelow: 2 ** 32, untilSeconds: NOW } as const;
  expect(() => revocationRecord(ISSUER, entry)).toThrow(RangeError);
  expect(() => encodeRevocationPart(1, [Buffer.alloc(25)], NOW)).toThrow(RangeError);
});

test("claims survive the way over the wire, and anything else is not read as claims", () => {
  const parts = [encodeRevocationPart(1, [tokenRecord("one")], NOW), encodeRevocationPart(2, [], NOW)];
  const list = { issuer: ISSUER, sequence: 2, revokedKids: [], partUri: "/r/{sha256}", nowSeconds: NOW };
  const claims = revocationListClaims({ ...list, parts, lifetimeSeconds: 60 });
  expect(claims.parts).toHaveLength(1); // a part without records is left out
  expect(parseRevocationListClaims(JSON.parse(JSON.stringify(claims)))).toEqual(claims);
  const changes = [
    { seq: 0 },
    { exp: NOW },
    { exp: NOW + 3601 },
    { iat: 1.5 },
    { revoked_kids: [1] },
    { part_uri: "/r" },
  ];
  for (const change of [
    ...changes,
    { parts: [{ seq: 1, sha256: "x", bytes: 24 }] },
    { parts: null },
    { iss: undefined },
  ])
    expect(parseRevocationListClaims({ ...claims, ...change })).toBeUndefined();
});
