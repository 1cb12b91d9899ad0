import fc from "fast-check";
import { expect, test } from "vitest";
import { VerifierError } from "../src/verifier-error.ts";
import { FakeIssuer } from "./fakes/fake-issuer.ts";
import { encode, signingKey } from "./fakes/signing-key.ts";

const MUTATIONS = 100_000;
// A secret that any leak of token text would carry.
const MARK = "mark7f3a9";

/** A number generator with a seed (mulberry32), so that a failure can be repeated. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) % below;
  };
}

function mutate(token: string, random: (below: number) => number): string {
  const at = random(token.length);
  const character = String.fromCharCode(random(4) === 0 ? random(0x3000) : 32 + random(95));
  switch (random(7)) {
    case 0:
      return token.slice(0, at) + character + token.slice(at + 1);
    case 1:
      return token.slice(0, at) + token.slice(at + 1 + random(20));
    case 2:
      return token.slice(0, at) + character.repeat(1 + random(50)) + token.slice(at);
    case 3:
      return token.slice(0, at);
    case 4:
      return token
        .split(".")
        .sort(() => random(3) - 1)
        .join(".");
    case 5: {
      const parts = token.split(".");
      const index = random(2);
      const bytes = Buffer.from(parts[index] ?? "", "base64url");
      bytes[random(bytes.length)] = random(256);
      return parts.with(index, bytes.toString("base64url")).join(".");
    }
    default:
      return `${encode({ alg: "ES256", typ: "at+jwt", kid: character, [character]: MARK })}.${token.slice(at)}`;
  }
}

test("V45: 100,000 mutations of a good token are each refused with an error that holds no token text", async () => {
  const issuer = await FakeIssuer.start();
  const verifier = issuer.verifier();
  const token = issuer.token({ mark: MARK }, { mark: MARK });
  await verifier.verify(token);
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown) => void unhandled.push(reason);
  process.on("unhandledRejection", onUnhandled);
  const seed = Date.now() & 0xffff_ffff;
  const random = randomNumbers(seed);
  const messages = new Set<string>();
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0; // a hundred thousand stack traces say nothing
  for (let index = 0; index < MUTATIONS; index += 1) {
    const text = mutate(token, random);
    if (text === token) continue;
    const outcome: unknown = await verifier.verify(text).catch((error: unknown) => error);
    if (!(outcome instanceof VerifierError) || outcome.code === "internal_error")
      expect.fail(`seed ${seed}, mutation ${index}: ${JSON.stringify(text)} gave ${String(outcome)}`);
    messages.add(`${outcome.message} ${String(outcome.cause)} ${JSON.stringify(outcome)}`);
  }
  Error.stackTraceLimit = stackTraceLimit;
  process.off("unhandledRejection", onUnhandled);
  expect(unhandled).toEqual([]);
  expect(messages.size).toBeLessThan(20); // constants, not texts made from tokens
  expect([...messages].join()).not.toContain(MARK);
  expect(issuer.keyFetches).toBeLessThanOrEqual(3);
});

test("V45: nothing a caller can pass makes verify() throw or an error other than its own", async () => {
  const issuer = await FakeIssuer.start();
  const verifier = issuer.verifier();
  await verifier.ready();
  const strings = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string().map((text) => `${text}.${text}.${text}`),
  );
  const values = fc.oneof(strings, fc.anything());
  await fc.assert(
    fc.asyncProperty(values, async (value) => {
      const outcome: unknown = await verifier.verify(value as string).catch((error: unknown) => error);
      return outcome instanceof VerifierError && outcome.code !== "internal_error";
    }),
    { numRuns: 2000 },
  );
});

test("V45: any JSON in header and claims, signed with the right key, gets an error of the verifier's own or is good", async () => {
  const issuer = await FakeIssuer.start();
  const verifier = issuer.verifier();
  const stranger = signingKey();
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), async (header, claim) => {
      for (const key of [issuer.key, stranger]) {
        const token = issuer.token({ exp: claim, scope: claim, aud: claim, ...header }, header, key);
        const outcome: unknown = await verifier.verify(token).catch((error: unknown) => error);
        if (!(outcome instanceof VerifierError) || outcome.code === "internal_error") return false;
      }
      return true;
    }),
    { numRuns: 300 },
  );
});

test("V45: degenerate and deeply nested input is judged like any other, without running out of stack", async () => {
  const issuer = await FakeIssuer.start();
  const verifier = issuer.verifier({ tokenBytesMax: 65_536 });
  const depth = (length: number) => `${encode(`{"a":${"[".repeat(length)}`)}`;
  for (const text of [".".repeat(8000), "a.".repeat(4000), `${depth(5000)}.${depth(5000)}.`, "=".repeat(8000)])
    await expect(verifier.verify(text)).rejects.toMatchObject({ code: "token_malformed" });
  const nested = issuer.token({ deep: JSON.parse(`${"[".repeat(4000)}${"]".repeat(4000)}`) });
  await expect(verifier.verify(nested)).resolves.toBeDefined();
});
