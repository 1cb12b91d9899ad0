import { createHmac, randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newClientId } from "../../src/domain/identifier.ts";
import { SecretHasher } from "../../src/domain/secret-hasher.ts";

describe("the hash of a secret", () => {
  it("is HMAC-SHA-256 under the pepper over the client id and the secret, for any text", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.string({ unit: "binary", maxLength: 1_200, size: "max" }),
        (pepper, secret) => {
          const id = newClientId();
          const expected = createHmac("sha256", pepper).update(`${id}\0${secret}`, "utf8").digest();
          expect(Buffer.from(new SecretHasher(pepper).hash(id, secret)).equals(expected)).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("is not changed by hashing another secret", () => {
    const hasher = new SecretHasher(randomBytes(32));
    const first = hasher.hash(newClientId(), "one");
    const copy = Buffer.from(first);
    hasher.hash(newClientId(), "two");
    expect(copy.equals(first)).toBe(true);
  });
});
