import { decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { createResource } from "../../src/domain/administration/change-resource.ts";
import { CLAIMS_BYTES_MAX } from "../../src/domain/extra-claims.ts";
import { AUDIENCE_CHARACTERS_MAX } from "../../src/domain/resource.ts";
import { SCOPE_CHARACTERS_MAX } from "../../src/domain/scope.ts";
import { expectToken } from "../support/expect-answer.ts";
import { applyChange, createTestClient, PLAIN_SECRET } from "../support/fixtures.ts";
import { json } from "../support/raw-http.ts";
import { type RunningServer, startServer } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";

const TOKEN_BYTES_MAX = 4_096;
const ISSUER_CHARACTERS_MAX = 256;
const ID_CHARACTERS_MAX = 128;

const longestIssuer = "https://issuer.example/".padEnd(ISSUER_CHARACTERS_MAX, "i");
const longestAudience = "https://audience.example/".padEnd(AUDIENCE_CHARACTERS_MAX, "a");
const longestId = "c".repeat(ID_CHARACTERS_MAX);
const longestScope = Array.from({ length: 64 }, (_, index) => `${index}`.padEnd(15, "s"))
  .join(" ")
  .padEnd(SCOPE_CHARACTERS_MAX, "s");
const mostClaims = { extra: "x".repeat(CLAIMS_BYTES_MAX - '{"extra":""}'.length) };

describe.each(STORES)("F12: the longest token on %s", (store) => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer(store, { environment: { ISSUER: longestIssuer } });
    const { administration } = server.service;
    const resource = { audience: longestAudience, signingAlgorithm: "RS256", scope: longestScope } as const;
    await applyChange(administration, (change) => createResource(change, resource));
    await createTestClient(administration, {
      imported: [longestId, PLAIN_SECRET],
      claims: mostClaims,
      grants: [{ audience: longestAudience, scope: longestScope }],
    });
    await server.seesChanges();
  });
  afterAll(() => server.stop());

  test("F12: with all that makes a token longer at its limit, it takes 4 KiB at most", async () => {
    const answer = await server.request({ basic: [longestId, PLAIN_SECRET] });
    const claims = expectToken(answer);
    const token = String(json(answer)["access_token"]);
    expect(decodeProtectedHeader(token).alg).toBe("RS256");
    expect(claims).toMatchObject({ iss: longestIssuer, sub: longestId, aud: longestAudience, ...mostClaims });
    expect(json(answer)["scope"]).toHaveLength(SCOPE_CHARACTERS_MAX);
    expect(token.length).toBeLessThanOrEqual(TOKEN_BYTES_MAX);
  });

  test("F12: one more of anything is refused", async () => {
    const { administration } = server.service;
    const create = (request: Parameters<typeof createTestClient>[1]) => createTestClient(administration, request);
    await expect(create({ claims: { extra: `${mostClaims.extra}x` } })).rejects.toThrow(/bytes/);
    await expect(create({ claims: { extra: `${mostClaims.extra.slice(1)}é` } })).rejects.toThrow(/bytes/);
    await expect(create({ grants: [{ audience: longestAudience, scope: `${longestScope}s` }] })).rejects.toThrow(
      /scope/,
    );
    await expect(create({ imported: [`${longestId}c`, PLAIN_SECRET] })).rejects.toThrow(/client id/);
    for (const audience of [`${longestAudience}a`, 'https://a.example/"', "https://a.example/\\"])
      await expect(applyChange(administration, (change) => createResource(change, { audience }))).rejects.toThrow(
        /URI/,
      );
    for (const issuer of [`${longestIssuer}i`, 'https://a.example/"', "https://ä.example"]) {
      const reading = readConfig({ CELITECH_AUTH_ISSUER: issuer });
      expect(reading).toEqual({ kind: "mistakes", mistakes: [expect.stringContaining("CELITECH_AUTH_ISSUER")] });
    }
  });
});
