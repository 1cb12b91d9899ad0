import crypto, { createHmac } from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { expect, onTestFinished, test } from "vitest";
import { codeOf, FakeIssuer } from "./fakes/fake-issuer.ts";
import { encode, type SigningKey, signBytes, signingKey, signJws } from "./fakes/signing-key.ts";

const P256_ORDER = Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", "hex");

function withSignature(token: string, signature: Uint8Array | string): string {
  return `${token.slice(0, token.lastIndexOf("."))}.${Buffer.from(signature).toString("base64url")}`;
}

function signatureOf(token: string): Buffer {
  return Buffer.from(token.split(".")[2] ?? "", "base64url");
}

test.each(["ES256", "RS256", "EdDSA", "Ed25519"])("a token signed with %s verifies by default", async (alg) => {
  const issuer = await FakeIssuer.start();
  issuer.keys = [signingKey(alg)];
  await issuer.verifier().verify(issuer.token());
});

test("PS256 verifies when it is named", async () => {
  const issuer = await FakeIssuer.start();
  issuer.keys = [signingKey("PS256")];
  await issuer.verifier({ algorithms: ["PS256"] }).verify(issuer.token());
  expect(await codeOf(issuer.verifier().verify(issuer.token()))).toBe("algorithm_refused");
});

test.each(["none", "None", "nOnE", "", undefined, 1])("V12: alg %j is refused", async (alg) => {
  const issuer = await FakeIssuer.start();
  const token = issuer.token({}, { alg });
  for (const text of [token, withSignature(token, "")])
    expect(await codeOf(issuer.verifier().verify(text))).toBe("algorithm_refused");
  expect(issuer.requests).toEqual([]);
});

test("V13: HS256 with the public key as secret is refused", async () => {
  const issuer = await FakeIssuer.start();
  issuer.keys = [signingKey("ES256"), signingKey("RS256")];
  for (const key of issuer.keys) {
    const pem = key.publicKey.export({ type: "spki", format: "pem" });
    for (const secret of [pem, JSON.stringify(key.jwk), key.publicKey.export({ type: "spki", format: "der" })]) {
      const input = `${encode({ alg: "HS256", typ: "at+jwt", kid: key.kid })}.${encode(issuer.claims())}`;
      const token = `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
      expect(await codeOf(issuer.verifier().verify(token))).toBe("algorithm_refused");
    }
  }
});

test("V13: HS256 cannot be allowed", async () => {
  const issuer = await FakeIssuer.start();
  expect(() => issuer.verifier({ algorithms: ["HS256" as "ES256"] })).toThrow(/asymmetric/);
});

test("V14: a key verifies one algorithm only", async () => {
  const issuer = await FakeIssuer.start();
  const [ec, rsa] = [signingKey("ES256"), signingKey("RS256")];
  issuer.keys = [ec, rsa];
  const verifier = issuer.verifier({ algorithms: ["ES256", "RS256", "PS256"] });
  const asRs256 = issuer.token({}, { kid: ec.kid }, rsa);
  const asPs256 = issuer.token({}, { kid: rsa.kid }, { ...rsa, alg: "PS256" });
  for (const token of [asRs256, asPs256]) expect(await codeOf(verifier.verify(token))).toBe("algorithm_refused");
  await verifier.verify(issuer.token({}, {}, rsa));
});

test("V14: an RSA key without alg is an RS256 key", async () => {
  const issuer = await FakeIssuer.start();
  const rsa: SigningKey = signingKey("RS256");
  issuer.keys = [{ ...rsa, jwk: { ...rsa.jwk, alg: undefined } }];
  const verifier = issuer.verifier({ algorithms: ["RS256", "PS256"] });
  await verifier.verify(issuer.token());
  expect(await codeOf(verifier.verify(issuer.token({}, {}, { ...rsa, alg: "PS256" })))).toBe("algorithm_refused");
});

test("V15: ES256 signatures in DER, of another length, or with r or s out of range are refused", async () => {
  const issuer = await FakeIssuer.start();
  const verifier = issuer.verifier();
  const token = issuer.token();
  const good = signatureOf(token);
  const [r, s, zero] = [good.subarray(0, 32), good.subarray(32), Buffer.alloc(32)];
  const der = Buffer.concat([Buffer.from([0x30, 68, 2, 32]), r, Buffer.from([2, 32]), s]);
  const bad = [
    der,
    good.subarray(0, 63),
    Buffer.concat([good, Buffer.from([0])]),
    Buffer.alloc(0),
    Buffer.concat([zero, s]),
    Buffer.concat([r, zero]),
    Buffer.alloc(64),
    Buffer.concat([P256_ORDER, s]),
    Buffer.concat([r, P256_ORDER]),
    Buffer.alloc(64, 0xff),
  ];
  for (const signature of bad)
    expect(await codeOf(verifier.verify(withSignature(token, signature)))).toBe("signature_invalid");
  await verifier.verify(token);
});

test("V16: Ed25519 signatures of another length are refused", async () => {
  const issuer = await FakeIssuer.start();
  issuer.keys = [signingKey("EdDSA")];
  const verifier = issuer.verifier();
  const token = issuer.token();
  for (const length of [0, 32, 63, 65, 128]) {
    const signature = Buffer.concat([signatureOf(token), Buffer.alloc(64)]).subarray(0, length);
    expect(await codeOf(verifier.verify(withSignature(token, signature)))).toBe("signature_invalid");
  }
});

test("V17: jku, jwk, x5u and x5c are ignored, and nothing is fetched for them", async () => {
  const issuer = await FakeIssuer.start();
  const verifier = issuer.verifier();
  const stranger = signingKey("ES256", issuer.key.kid);
  const places = { jku: `${issuer.origin}/jku`, x5u: `${issuer.origin}/x5u`, jwk: stranger.jwk, x5c: ["MIIB"] };
  expect(await codeOf(verifier.verify(issuer.token({}, places, stranger)))).toBe("signature_invalid");
  await verifier.verify(issuer.token({}, places));
  expect(issuer.requests.filter((path) => path === "/jku" || path === "/x5u")).toEqual([]);
});

test.each([{ crit: ["exp"] }, { crit: [] }, { crit: ["b64"], b64: false }, { b64: false }, { crit: null }])(
  "V18: the header %j is refused",
  async (header) => {
    const issuer = await FakeIssuer.start();
    expect(await codeOf(issuer.verifier().verify(issuer.token({}, header)))).toBe("token_malformed");
  },
);

test("V19: of a member that occurs twice the last one counts, for every decision", async () => {
  const issuer = await FakeIssuer.start();
  const verifier = issuer.verifier();
  const claims = JSON.stringify(issuer.claims()).replace(/^\{/, '{"client_id":"first","scope":"admin",');
  const token = signJws(issuer.key, { typ: "at+jwt" }, claims);
  expect(await verifier.verify(token)).toMatchObject({
    scopes: ["read", "write"],
    clientId: issuer.claims()["client_id"],
  });

  const header = `{"alg":"ES256","kid":"${issuer.key.kid}","typ":"at+jwt","alg":"none"}`;
  const input = `${encode(header)}.${encode(issuer.claims())}`;
  const twoAlgs = `${input}.${signBytes(issuer.key, input).toString("base64url")}`;
  expect(await codeOf(verifier.verify(twoAlgs))).toBe("algorithm_refused");
});

test("V20: base64url with padding, white space, the other alphabet or stray bits is refused", async () => {
  const issuer = await FakeIssuer.start();
  const verifier = issuer.verifier();
  const token = issuer.token();
  await verifier.verify(token);
  const [header = "", claims = "", signature = ""] = token.split(".");
  const last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".indexOf(signature.at(-1) ?? "");
  const strayBits =
    signature.slice(0, -1) + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[last + 1];
  const base64 = Buffer.from(signature, "base64url").toString("base64");
  for (const bad of [`${signature}=`, `${signature}==`, ` ${signature}`, `${signature}\n`, base64, strayBits, "~~~~"])
    expect(await codeOf(verifier.verify(`${header}.${claims}.${bad}`))).toBe("token_malformed");
  for (const bad of [`${header}=`, `${header} `, `+${header.slice(1)}`, "", "e30", "bnVsbA", "W10"])
    expect(await codeOf(verifier.verify(`${bad}.${claims}.${signature}`))).toMatch(/token_malformed|algorithm_refused/);
});

test("V21: anything but three segments is refused", async () => {
  const issuer = await FakeIssuer.start();
  const verifier = issuer.verifier();
  const token = issuer.token();
  const [header = "", claims = "", signature = ""] = token.split(".");
  const texts = ["", ".", "..", "...", header, `${header}.${claims}`, `${token}.`, `.${token}`, `${token}.x`];
  for (const text of [...texts, `${header}..${claims}.${signature}.x`, `${header}.e.i.c.t`, `.${claims}.${signature}`])
    expect(await codeOf(verifier.verify(text))).toBe("token_malformed");
  expect(issuer.requests).toEqual([]);
});

/** Counts the calls of `crypto.hash` until the test is over. */
function countHashes(): () => number {
  const { hash } = crypto;
  let calls = 0;
  const restore = (replacement: typeof hash) => {
    crypto.hash = replacement;
    syncBuiltinESMExports();
  };
  restore(((...args: Parameters<typeof hash>) => {
    calls += 1;
    return hash(...args);
  }) as typeof hash);
  onTestFinished(() => restore(hash));
  return () => calls;
}

test("V22: a token of more than 8 KiB is refused without being hashed or parsed", async () => {
  const issuer = await FakeIssuer.start();
  const verifier = issuer.verifier();
  const padding = 8192 - issuer.token({ padding: "" }).length;
  const fits = issuer.token({ padding: "x".repeat(Math.floor((padding * 3) / 4) - 2) });
  expect(fits.length).toBeLessThanOrEqual(8192);
  const hashes = countHashes();
  await verifier.verify(fits);
  expect(hashes()).toBe(1);
  // A good token that is too long in one place and too short in no other: only its length can have been looked at.
  const long = issuer.token({ padding: "x".repeat(8192) });
  for (const text of [long, "x".repeat(8193), "x".repeat(1_000_000)])
    expect(await codeOf(verifier.verify(text))).toBe("token_too_long");
  expect(hashes()).toBe(1);
  await issuer.verifier({ tokenBytesMax: 65_536 }).verify(long);
});

test.each([
  ["missing", undefined, "type_refused"],
  ["JWT", "JWT", "type_refused"],
  ["at+jwt", "at+jwt", "accepted"],
  ["AT+JWT", "AT+JWT", "accepted"],
  ["application/at+jwt", "application/at+jwt", "accepted"],
  ["a number", 1, "type_refused"],
  ["revocations+jwt", "revocations+jwt", "type_refused"],
])("V23: typ %s", async (_, typ, outcome) => {
  const issuer = await FakeIssuer.start();
  expect(await codeOf(issuer.verifier().verify(issuer.token({}, { typ })))).toBe(outcome);
});

test.each([undefined, "", 1, "x".repeat(257)])("a kid of %j is refused without a fetch", async (kid) => {
  const issuer = await FakeIssuer.start();
  expect(await codeOf(issuer.verifier().verify(issuer.token({}, { kid })))).toBe("token_malformed");
  expect(issuer.requests).toEqual([]);
});
