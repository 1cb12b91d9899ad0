import { describe, expect, test } from "vitest";
import { expectError, expectToken } from "../support/expect-answer.ts";
import { AWKWARD_SECRET, type FixtureName, PLAIN_SECRET } from "../support/fixtures.ts";
import type { RawAnswer } from "../support/raw-http.ts";
import { useServers } from "../support/running-server.ts";
import { STORES, type Store } from "../support/stores.ts";
import { base64, basicHeader, encodedBasicHeader, formEncode, GRANT } from "../support/token-request.ts";

const servers = useServers();

const authorize = (store: Store, authorization: string, form = GRANT) =>
  servers.on(store).request({ authorization, form });

function credentials(store: Store, name: FixtureName): readonly [string, string] {
  const { id, secret } = servers.on(store).fixtures[name];
  return [id, secret];
}

function expectRefusedClient(answer: RawAnswer): void {
  expectError(answer, 401, "invalid_client");
}

describe.each(STORES)("B: the scheme on %s", (store) => {
  const c1 = () => base64(credentials(store, "c1").join(":"));

  test.each(["basic", "BASIC", "Basic", "bAsIc"])("B1: %s is the scheme, whatever its case", async (scheme) => {
    expectToken(await authorize(store, `${scheme} ${c1()}`));
  });

  test("B2: any number of spaces follows the scheme", async () => {
    expectToken(await authorize(store, `Basic  ${c1()}`));
    expectToken(await authorize(store, `Basic     ${c1()}   `));
  });

  test.each(["Bearer x", 'Digest username="c1"', "Negotiate abc", "Basics abc", "DPoP x", "Basic\tx"])(
    "B11: %s is refused with the challenge of Basic",
    async (authorization) => {
      expectRefusedClient(await authorize(store, authorization));
    },
  );
});

describe.each(STORES)("B: encodings of the secret on %s", (store) => {
  test("B3: id and secret are form-encoded, then base64", async () => {
    expect(formEncode(AWKWARD_SECRET)).toBe("a%3Ab%25%2Be%2F+z");
    expectToken(await authorize(store, encodedBasicHeader("c2", AWKWARD_SECRET)));
    expectToken(await authorize(store, `Basic ${base64("c2:a%3ab%25%2be%2f%20z")}`)); // lower case, %20 for a space
  });

  test("B4: id and secret are raw, as CELITECH's document and curl -u send them; each reading costs an HMAC", async () => {
    const { hasher } = servers.on(store).service.tokenEndpoint;
    for (const [authorization, readings] of [
      [basicHeader("c2", AWKWARD_SECRET), 1], // its `%` is followed by no digits: it can only be meant as it is
      [encodedBasicHeader("c2", AWKWARD_SECRET), 2],
    ] as const) {
      const before = hasher.hashesMade;
      expectToken(await authorize(store, authorization));
      expect(hasher.hashesMade - before).toBe(readings);
    }
  });

  test("B5: the first colon separates id and secret", async () => {
    expectToken(await authorize(store, `Basic ${base64(`c2:${AWKWARD_SECRET}`)}`));
    expectRefusedClient(await authorize(store, `Basic ${base64("c2:a:b%+e/ z:")}`));
    expectRefusedClient(await authorize(store, `Basic ${base64("c2:a")}`));
  });

  test("B6: a secret beyond ASCII works as registered, percent-encoded or raw in UTF-8", async () => {
    const [id, secret] = credentials(store, "unicode");
    expectToken(await authorize(store, encodedBasicHeader(id, secret)));
    expectToken(await authorize(store, basicHeader(id, secret)));
    expectRefusedClient(await authorize(store, basicHeader(id, secret.normalize("NFD"))));
  });

  test.each(["ü", "😀", "\u0000", "c1\u0000", "%C3%BC", "%00", "c 1"])(
    "B6: the id %j is refused like any unknown one",
    async (id) => {
      expectRefusedClient(await authorize(store, basicHeader(id, "x")));
      expectRefusedClient(await authorize(store, encodedBasicHeader(id, "x")));
    },
  );

  test.each(["%ZZ", "%", "%4", "%ff", "a%c3"])(
    "B7: the secret %s is no encoding, and compared as it is",
    async (secret) => {
      expectRefusedClient(await authorize(store, basicHeader("c2", secret)));
      expectRefusedClient(await authorize(store, basicHeader(secret, "x")));
    },
  );
});

describe.each(STORES)("B: what is no Basic credential on %s", (store) => {
  test("B8: every malformed credential gets the same answer", async () => {
    const malformed = [
      "Basic !!!!",
      "Basic ====",
      `Basic ${base64("no-colon")}`,
      `Basic ${base64(":")}`,
      `Basic ${base64(":no-id")}`,
      "Basic",
      "Basic ",
      "",
      `Basic ${base64("c2:x")} trailing`,
      `Basic ${Buffer.from([0x63, 0x31, 0x3a, 0xff, 0xfe]).toString("base64")}`, // c1: and bytes that are no UTF-8
    ];
    const bodies = new Set<string>();
    for (const authorization of malformed) {
      const answer = await authorize(store, authorization);
      expectRefusedClient(answer);
      bodies.add(answer.body);
    }
    expect(bodies.size).toBe(1);
  });

  test("B9: the alphabet of base64url is refused", async () => {
    // ">" and "?" at the right places give + and / in base64.
    const token = base64("c2:~~>>??");
    expect(token).toMatch(/[+/]/);
    expectRefusedClient(await authorize(store, `Basic ${token.replaceAll("+", "-").replaceAll("/", "_")}`));
  });

  test("B9: a right credential in the alphabet of base64url is refused", async () => {
    const [id, secret] = credentials(store, "unicode");
    const token = base64(`${id}:${secret}`);
    expect(token).toMatch(/[+/]/);
    expectToken(await authorize(store, `Basic ${token}`));
    expectRefusedClient(await authorize(store, `Basic ${token.replaceAll("+", "-").replaceAll("/", "_")}`));
  });

  test("B9: missing padding is accepted", async () => {
    const padded = base64(`claims:${PLAIN_SECRET}`);
    expect(padded).toMatch(/=$/);
    expectToken(await authorize(store, `Basic ${padded}`));
    expectToken(await authorize(store, `Basic ${padded.replace(/=+$/, "")}`));
  });

  test("B9: wrong padding and a number of characters that base64 cannot have are refused", async () => {
    const whole = base64(`c2:${AWKWARD_SECRET}`);
    expect(whole).toMatch(/^[^=]{16}$/);
    expectToken(await authorize(store, `Basic ${whole}`));
    for (const wrong of [`${whole}=`, `${whole}==`, `=${whole}`, `${whole}A`, `${base64(`claims:${PLAIN_SECRET}`)}=`])
      expectRefusedClient(await authorize(store, `Basic ${wrong}`));
  });

  test("B10: an empty secret is refused", async () => {
    const [id] = credentials(store, "c1");
    expectRefusedClient(await authorize(store, `Basic ${base64(`${id}:`)}`));
  });
});

describe.each(STORES)("B: the id of the body beside Basic on %s", (store) => {
  test("B12: the same client_id in the body is fine", async () => {
    const { c1 } = servers.on(store).fixtures;
    expectToken(await authorize(store, basicHeader(c1.id, c1.secret), `${GRANT}&client_id=${c1.id}`));
  });

  test("B13: another client_id in the body is refused", async () => {
    const { c1 } = servers.on(store).fixtures;
    expectError(await authorize(store, basicHeader(c1.id, c1.secret), `${GRANT}&client_id=c2`), 400, "invalid_request");
  });
});

describe.each(STORES)("B: secrets that are nearly right on %s", (store) => {
  test("B14: a prefix, a suffix, another case and a NUL are refused", async () => {
    const [id, secret] = credentials(store, "c1");
    for (const wrong of [
      secret.slice(0, 72),
      secret.slice(0, -1),
      `${secret}x`,
      `${secret} `,
      ` ${secret}`,
      secret.toLowerCase(),
      secret.toUpperCase(),
      `${secret}\0`,
      `${secret}%00`,
      `"${secret}"`,
    ].filter((text) => text !== secret))
      expectRefusedClient(await authorize(store, basicHeader(id, wrong)));
  });

  test("B14: the secret of another client is refused", async () => {
    expectRefusedClient(await authorize(store, basicHeader("claims", AWKWARD_SECRET)));
    expectRefusedClient(await authorize(store, basicHeader("c2", PLAIN_SECRET)));
  });

  test("B15: a header longer than 4 KiB is refused before it is decoded, one longer than 16 KiB at once", async () => {
    const { hasher } = servers.on(store).service.tokenEndpoint;
    const before = hasher.hashesMade;
    expectError(await authorize(store, basicHeader("c2", "x".repeat(4_096))), 400, "invalid_request");
    expectError(await authorize(store, basicHeader("c2", "x".repeat(16_384))), 431, "invalid_request");
    expect(hasher.hashesMade).toBe(before);
    expectRefusedClient(await authorize(store, basicHeader("c2", "x".repeat(3_000))));
  });
});
