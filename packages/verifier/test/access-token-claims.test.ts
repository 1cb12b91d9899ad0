import { expect, test } from "vitest";
import { AUDIENCE, codeOf, FakeIssuer } from "./fakes/fake-issuer.ts";
import { ManualClock } from "./fakes/manual-clock.ts";
import { signJws } from "./fakes/signing-key.ts";

const now = Math.floor(Date.now() / 1000);

async function outcome(claims: Record<string, unknown>, options = {}): Promise<unknown> {
  const issuer = await FakeIssuer.start();
  return codeOf(issuer.verifier(options).verify(issuer.token(claims)));
}

test.each([
  [{ exp: undefined }, "claim_invalid"],
  [{ exp: String(now + 60) }, "claim_invalid"],
  [{ exp: -1 }, "claim_invalid"],
  [{ exp: 1e20 }, "claim_invalid"],
  [{ exp: null }, "claim_invalid"],
  [{ exp: true }, "claim_invalid"],
  [{ exp: 0 }, "token_expired"],
  [{ exp: now + 60.5 }, "accepted"],
  [{ exp: now - 2 }, "accepted"],
  [{ exp: now - 6 }, "token_expired"],
  [{ nbf: now + 60 }, "token_not_yet_valid"],
  [{ nbf: now + 2 }, "accepted"],
  [{ nbf: "soon" }, "claim_invalid"],
  [{ iat: now + 60 }, "token_not_yet_valid"],
  [{ iat: now + 2 }, "accepted"],
  [{ iat: "then" }, "claim_invalid"],
])("V24: with %j the outcome is %s", async (claims, expected) => {
  const clock = new ManualClock();
  clock.wall = now * 1000;
  expect(await outcome(claims, { clock })).toBe(expected);
});

test("V24: an exp that JSON reads as infinite is refused", async () => {
  const issuer = await FakeIssuer.start();
  const claims = JSON.stringify(issuer.claims({ exp: 7 })).replace('"exp":7', '"exp":1e999');
  expect(await codeOf(issuer.verifier().verify(signJws(issuer.key, { typ: "at+jwt" }, claims)))).toBe("claim_invalid");
});

test("V24: the clock tolerance is 5 s by default and 60 s at most", async () => {
  expect(await outcome({ exp: now - 30 })).toBe("token_expired");
  expect(await outcome({ exp: now - 30 }, { clockToleranceSeconds: 60 })).toBe("accepted");
  await expect(outcome({}, { clockToleranceSeconds: 61 })).rejects.toMatchObject({ code: "configuration_invalid" });
});

const FRESH_AND_CACHED = [
  ["V25", "new", false],
  ["V38", "cached", true],
] as const;

test.each(FRESH_AND_CACHED)(
  "%s: a %s token is accepted if and only if now < exp + tolerance",
  async (_, _kind, isCached) => {
    const issuer = await FakeIssuer.start();
    for (const [toleranceSeconds, exp] of [
      [0, now + 100],
      [0, now + 100.25],
      [5, now + 95],
    ] as const) {
      const clock = new ManualClock();
      clock.wall = now * 1000;
      const verifier = issuer.verifier({ clock, clockToleranceSeconds: toleranceSeconds });
      const token = issuer.token({ exp, iat: now });
      if (isCached) await verifier.verify(token);
      clock.wall = (exp + toleranceSeconds) * 1000 - 1;
      await verifier.verify(token);
      clock.wall += 1;
      expect(await codeOf(verifier.verify(token))).toBe("token_expired");
    }
  },
);

test.each(FRESH_AND_CACHED)(
  "%s: a wall clock that is set back does not lengthen the life of a %s token",
  async (_, _kind, isCached) => {
    const issuer = await FakeIssuer.start();
    const clock = new ManualClock();
    const verifier = issuer.verifier({ clock, clockToleranceSeconds: 0 });
    const token = issuer.token({ exp: clock.seconds + 100 });
    if (isCached) await verifier.verify(token);
    clock.advanceSeconds(50);
    clock.wall -= 7200_000;
    await verifier.verify(token);
    clock.advanceSeconds(51);
    expect(await codeOf(verifier.verify(token))).toBe("token_expired");
    expect(verifier.events.map(({ type }) => type)).toContain("clock-set-back");
  },
);

test("V25: a wall clock that ran ahead when the process started is believed again once it has been right for two hours", async () => {
  const issuer = await FakeIssuer.start();
  const clock = new ManualClock();
  clock.wall += 86_400_000;
  const verifier = issuer.verifier({ clock });
  clock.wall -= 86_400_000;
  const token = () => issuer.token({ iat: clock.seconds, exp: clock.seconds + 3600 });
  expect(await codeOf(verifier.verify(token()))).toBe("token_expired");
  clock.advanceSeconds(3601);
  await codeOf(verifier.verify(token()));
  clock.advanceSeconds(3601);
  await verifier.verify(token());
});

test("V26: iss has to be the issuer exactly", async () => {
  const issuer = await FakeIssuer.start();
  const { url } = issuer;
  const verifier = issuer.verifier();
  for (const iss of [`${url}/`, url.toUpperCase(), [url], { iss: url }, `${url} `, "", null, undefined, 1])
    expect(await codeOf(verifier.verify(issuer.token({ iss })))).toBe("issuer_mismatch");
  expect(issuer.requests).toEqual([]);
});

test.each([
  [AUDIENCE, "accepted"],
  [[AUDIENCE], "accepted"],
  [["https://other.example", AUDIENCE], "accepted"],
  [[], "audience_mismatch"],
  [7, "audience_mismatch"],
  [[[AUDIENCE]], "audience_mismatch"],
  [[AUDIENCE, 7], "audience_mismatch"],
  [`${AUDIENCE}/more`, "audience_mismatch"],
  [AUDIENCE.slice(0, -1), "audience_mismatch"],
  [`${AUDIENCE} https://other.example`, "audience_mismatch"],
  [{ [AUDIENCE]: true }, "audience_mismatch"],
  [null, "audience_mismatch"],
  [undefined, "audience_mismatch"],
])("V27: for aud %j the outcome is %s", async (aud, expected) => {
  expect(await outcome({ aud })).toBe(expected);
});

test("V27: several audiences can be this API's", async () => {
  const audience = ["https://one.example", "https://two.example"];
  expect(await outcome({ aud: "https://two.example" }, { audience })).toBe("accepted");
  expect(await outcome({ aud: AUDIENCE }, { audience })).toBe("audience_mismatch");
});

test.each(["sub", "client_id", "jti", "iat"])("V28: a token without %s is refused", async (name) => {
  for (const value of [undefined, null, "", ["x"], {}]) expect(await outcome({ [name]: value })).toBe("claim_invalid");
});

test.each([
  ["a b", ["a", "b"]],
  ["a", ["a"]],
  ["", []],
  [undefined, []],
  [["a"], "claim_invalid"],
  [7, "claim_invalid"],
  [null, "claim_invalid"],
  [{}, "claim_invalid"],
])("V29: scope %j gives %j", async (scope, expected) => {
  const issuer = await FakeIssuer.start();
  const verified = issuer.verifier().verify(issuer.token({ scope }));
  if (typeof expected === "string") expect(await codeOf(verified)).toBe(expected);
  else expect((await verified).scopes).toEqual(expected);
});

test("V29: scope arrays are accepted when that was chosen, of strings only", async () => {
  const relaxations = { acceptScopeArrays: true };
  expect(await outcome({ scope: ["a", "b"] }, { relaxations })).toBe("accepted");
  for (const scope of [["a", 1], ["a b"], [""], [null]])
    expect(await outcome({ scope }, { relaxations })).toBe("claim_invalid");
});

test("a required claim has to be there with its value", async () => {
  const requiredClaims = { token_use: "access", level: 2 };
  expect(await outcome({ token_use: "access", level: 2 }, { requiredClaims })).toBe("accepted");
  for (const claims of [{}, { token_use: "id", level: 2 }, { token_use: "access", level: "2" }])
    expect(await outcome(claims, { requiredClaims })).toBe("claim_invalid");
  expect(await outcome({}, { requiredClaims: { constructor: "x" } })).toBe("claim_invalid");
});

test("the result says who calls, and is what the README promises", async () => {
  const issuer = await FakeIssuer.start();
  const claims = issuer.claims();
  const verified = await issuer.verifier().verify(issuer.token(claims));
  expect(verified).toEqual({
    clientId: claims["client_id"],
    organizationId: "org_1",
    scopes: ["read", "write"],
    subject: claims["sub"],
    tokenId: claims["jti"],
    expiresAtSeconds: claims["exp"],
    claims,
  });
});
