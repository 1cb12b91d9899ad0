import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAudience } from "../../src/domain/resource.ts";
import { parseScope } from "../../src/domain/scope.ts";
import { parseBasicCredentials } from "../../src/oauth/basic-credentials.ts";
import { PARAMETERS_MAX, parseForm } from "../../src/oauth/form.ts";
import { readTokenParameters } from "../../src/oauth/token-request.ts";
import { base64, encodedBasicHeader } from "../support/token-request.ts";

const RUNS = { numRuns: 2_000 };

/** Text in which what matters to the parser comes often. */
const text = (special: string) =>
  fc
    .array(fc.oneof(fc.constantFrom(...special), fc.string({ unit: "binary", minLength: 1, maxLength: 2 })), {
      maxLength: 60,
    })
    .map((parts) => parts.join(""));
const wellFormed = fc.string({ unit: "grapheme" });

describe("Basic credentials (RFC 7617, RFC 6749 §2.3.1)", () => {
  const header = fc.oneof(
    text("Basic =:+/%,"),
    text("=+/Aa0:").map((token) => `Basic ${token}`),
    fc.uint8Array({ maxLength: 80 }).map((bytes) => `Basic ${Buffer.from(bytes).toString("base64")}`),
    text(":%+ ,").map((credentials) => `Basic ${base64(credentials)}`),
    fc
      .tuple(wellFormed, fc.nat({ max: 30 }), fc.constantFrom(..." \t\u00A0=-_.é"), fc.nat({ max: 3 }))
      .map(([secret, at, strange, cut]) => {
        const token = base64(`id:${secret}`);
        return `Basic ${token.slice(0, at)}${strange}${token.slice(at, token.length - cut)}`;
      }),
  );

  test("never throw, and are one of four kinds", () => {
    fc.assert(
      fc.property(header, (value) => {
        expect(["basic", "malformed", "other_scheme", "several"]).toContain(parseBasicCredentials(value).kind);
      }),
      RUNS,
    );
  });

  test("are accepted only as one token68 that is base64 of UTF-8 with an id, a colon and a secret", () => {
    fc.assert(
      fc.property(header, (value) => {
        const parsed = parseBasicCredentials(value);
        if (parsed.kind !== "basic") return;
        const token = /^[Bb][Aa][Ss][Ii][Cc] +([A-Za-z0-9+/]+={0,2})$/.exec(value)?.[1];
        expect(token).toBeDefined();
        const bytes = Buffer.from(token ?? "", "base64");
        const decoded = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
        expect(decoded.slice(decoded.indexOf(":") + 1)).toBe(parsed.secretAsSent);
        expect(decoded.indexOf(":")).toBeGreaterThan(0);
        expect(parsed.secretAsSent).not.toBe("");
        const bare = (token ?? "").replace(/=+$/, "");
        expect(bare.length % 4).not.toBe(1);
        expect([bare, bare.padEnd(Math.ceil(bare.length / 4) * 4, "=")]).toContain(token);
      }),
      RUNS,
    );
  });

  test("come back as they were, raw and form-encoded", () => {
    const id = fc.string({ unit: fc.constantFrom(..."abcXYZ019._~-"), minLength: 1 });
    const secret = wellFormed.filter((value) => value !== "");
    fc.assert(
      fc.property(id, secret, (clientId, value) => {
        expect(parseBasicCredentials(`Basic ${base64(`${clientId}:${value}`)}`)).toMatchObject({
          clientId,
          secretAsSent: value,
        });
        expect(parseBasicCredentials(encodedBasicHeader(clientId, value))).toMatchObject({
          clientId,
          secretDecoded: value,
        });
      }),
      RUNS,
    );
  });

  test("take time in proportion to their length at most", () => {
    for (const value of [
      " ".repeat(4_096),
      ",".repeat(4_096),
      ", ".repeat(2_048),
      "=".repeat(4_096),
      "A".repeat(4_096),
    ])
      for (const prefix of ["Basic ", "Bearer ", ""])
        expect(parseBasicCredentials(prefix + value).kind).not.toBe("basic");
  });
});

describe("forms (RFC 6749 appendix B)", () => {
  const body = fc.oneof(
    text("&=+%&=0aFg").map((value) => Buffer.from(value)),
    fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
  );

  test("never throw, and are one of three kinds", () => {
    fc.assert(
      fc.property(body, (bytes) => {
        expect(["form", "malformed", "too_many_parameters"]).toContain(parseForm(bytes).kind);
      }),
      RUNS,
    );
  });

  test("are accepted only in UTF-8 with whole escapes of UTF-8, and then read as the URL standard does", () => {
    fc.assert(
      fc.property(body, (bytes) => {
        const parsed = parseForm(bytes);
        if (parsed.kind !== "form") return;
        const decoded = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
        expect(decoded).not.toMatch(/%(?![0-9A-Fa-f]{2})/);
        const standard = new Map<string, string[]>();
        // The standard's parser takes a leading "?" for a query's, and a leading BOM for none.
        for (const [name, value] of new URLSearchParams(`x=&${decoded}`))
          standard.set(name, [...(standard.get(name) ?? []), value]);
        const [, ...values] = standard.get("x") ?? [];
        if (values.length === 0) standard.delete("x");
        else standard.set("x", values);
        expect(new Map(parsed.parameters)).toEqual(standard);
      }),
      RUNS,
    );
  });

  test("come back as they were, in any order and number up to the bound", () => {
    const pairs = fc.array(fc.tuple(wellFormed, wellFormed), { maxLength: 20 });
    fc.assert(
      fc.property(pairs, (list) => {
        const parsed = parseForm(Buffer.from(new URLSearchParams(list).toString()));
        const expected = new Map<string, string[]>();
        for (const [name, value] of list) expected.set(name, [...(expected.get(name) ?? []), value]);
        expect(parsed).toEqual({ kind: "form", parameters: expected });
      }),
      RUNS,
    );
  });

  test("hold no more parameters than the bound", () => {
    const pairs = (count: number) => Buffer.from(Array.from({ length: count }, (_, index) => `p${index}=`).join("&"));
    expect(parseForm(pairs(PARAMETERS_MAX)).kind).toBe("form");
    expect(parseForm(pairs(PARAMETERS_MAX + 1)).kind).toBe("too_many_parameters");
  });

  test("give a parameter once, or the request is refused", () => {
    const query = text("?&=%grant_type");
    const contentType = fc.oneof(
      fc.constant("application/x-www-form-urlencoded"),
      text(';="charset utf-8application/x'),
    );
    fc.assert(
      fc.property(body, query, contentType, (bytes, queryText, type) => {
        const request = {
          body: bytes,
          query: queryText,
          contentType: type,
          authorization: [],
          address: "127.0.0.1",
          userAgent: "x",
        };
        const parameters = readTokenParameters(request);
        if ("kind" in parameters) expect(parameters.kind).toBe("denied");
        else expect(parameters.grantType).not.toBe("");
      }),
      RUNS,
    );
  });
});

describe("scopes (RFC 6749 §3.3)", () => {
  const GRAMMAR = /^[\x21\x23-\x5B\x5D-\x7E]+( [\x21\x23-\x5B\x5D-\x7E]+)*$/;

  test("never throw, and are accepted exactly as the grammar has them", () => {
    fc.assert(
      fc.property(text(' "\\readWRITE\t:./'), (value) => {
        const parsed = parseScope(value);
        expect(parsed !== undefined).toBe(GRAMMAR.test(value));
        if (parsed !== undefined) expect(parsed).toEqual([...new Set(value.split(" "))]);
      }),
      RUNS,
    );
  });
});

describe("resources (RFC 8707 §2)", () => {
  test("never throw, and are accepted only as absolute URIs without a fragment, unchanged", () => {
    const candidate = fc.oneof(
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      text('https://a.#?%:@[]\\"'),
    );
    fc.assert(
      fc.property(candidate, (value) => {
        const parsed = parseAudience(value);
        if (parsed === undefined) return;
        expect(parsed).toBe(value);
        expect(value).not.toMatch(/[#\s"\\]/);
        expect(new URL(value).protocol).not.toBe("");
      }),
      RUNS,
    );
  });
});
