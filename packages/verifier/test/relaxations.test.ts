import { expect, test } from "vitest";
import type { AccessTokenVerifierOptions, Relaxations } from "../src/verifier-options.ts";
import { codeOf, FakeIssuer } from "./fakes/fake-issuer.ts";
import { signingKey, signJws } from "./fakes/signing-key.ts";

const API = "https://api.example/v1";

interface ForeignIssuer {
  readonly header: Record<string, unknown>;
  readonly claims: Record<string, unknown>;
  readonly options: Pick<AccessTokenVerifierOptions, "relaxations" | "requiredClaims">;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Claims of an ID token, or of another token, that must not pass as an access token. */
  readonly lookalike: Record<string, unknown>;
}

const now = Math.floor(Date.now() / 1000);
const times = { iat: now, exp: now + 3600 };

// The members are those that the issuers' own documents show for client credentials.
const FOREIGN: Readonly<Record<string, ForeignIssuer>> = {
  "Amazon Cognito": {
    header: { typ: undefined },
    claims: {
      ...times,
      sub: "1example23456789",
      client_id: "1example23456789",
      token_use: "access",
      scope: "destinations/read destinations/write",
      auth_time: now,
      version: 2,
      jti: "6a5b3b5e-0c4c-4a0d-8a1a-2c5b9d5a4f11",
    },
    options: {
      relaxations: { types: ["missing"], optionalClaims: ["aud"] },
      requiredClaims: { token_use: "access" },
    },
    clientId: "1example23456789",
    scopes: ["destinations/read", "destinations/write"],
    lookalike: { token_use: "id" },
  },
  Auth0: {
    header: { typ: "JWT" },
    claims: {
      ...times,
      sub: "Zx1example@clients",
      aud: API,
      azp: "Zx1example",
      scope: "read:packages",
      gty: "client-credentials",
    },
    options: {
      relaxations: { types: ["JWT"], optionalClaims: ["jti"], clientIdClaims: ["azp"] },
      requiredClaims: { gty: "client-credentials" },
    },
    clientId: "Zx1example",
    scopes: ["read:packages"],
    lookalike: { gty: undefined, nonce: "n" },
  },
  Keycloak: {
    header: { typ: "JWT" },
    claims: {
      ...times,
      jti: "trrtcc:1c0f6f5e-2b0c-4b59-a3a5-3d9b8a7f0001",
      aud: [API, "account"],
      sub: "5a0d2c1e-0000-4000-8000-000000000001",
      typ: "Bearer",
      azp: "partner-service",
      acr: "1",
      realm_access: { roles: ["offline_access", "uma_authorization"] },
      scope: "profile email",
      clientHost: "10.0.0.1",
      preferred_username: "service-account-partner-service",
      client_id: "partner-service",
    },
    options: { relaxations: { types: ["JWT"] }, requiredClaims: { typ: "Bearer" } },
    clientId: "partner-service",
    scopes: ["profile", "email"],
    lookalike: { typ: "ID", aud: API },
  },
  "Ory Hydra": {
    header: { typ: "JWT" },
    claims: {
      ...times,
      aud: [API],
      client_id: "c1b2a3d4-0000-4000-8000-000000000002",
      ext: {},
      jti: "0e1f2a3b-0000-4000-8000-000000000003",
      nbf: now,
      scp: ["packages.read", "packages.write"],
      sub: "c1b2a3d4-0000-4000-8000-000000000002",
    },
    options: { relaxations: { types: ["JWT"], scopeClaims: ["scp"], acceptScopeArrays: true } },
    clientId: "c1b2a3d4-0000-4000-8000-000000000002",
    scopes: ["packages.read", "packages.write"],
    lookalike: { client_id: undefined, scp: undefined, at_hash: "x", nonce: "n" },
  },
};

async function startForeign({ header, claims }: ForeignIssuer) {
  const issuer = await FakeIssuer.start("/realms/one");
  issuer.keys = [signingKey("RS256")];
  // None of the four has the metadata of RFC 8414 everywhere; all have those of OpenID Connect.
  issuer.metadata = (_, response) => void response.writeHead(404).end();
  issuer.openIdMetadata = true;
  const token = (changes: Record<string, unknown> = {}, headerChanges: Record<string, unknown> = {}) =>
    signJws(issuer.key, { ...header, ...headerChanges }, { iss: issuer.url, ...claims, ...changes });
  return { issuer, token };
}

test.each(Object.entries(FOREIGN))(
  "%s: a token for client credentials is accepted with the relaxations it needs",
  async (_, foreign) => {
    const { issuer, token } = await startForeign(foreign);
    const verified = await issuer.verifier(foreign.options).verify(token());
    expect(verified).toMatchObject({ clientId: foreign.clientId, scopes: foreign.scopes });
  },
);

test.each(Object.entries(FOREIGN))(
  "%s: without any one of its relaxations the token is refused",
  async (_, foreign) => {
    const { issuer, token } = await startForeign(foreign);
    expect(await codeOf(issuer.verifier().verify(token()))).not.toBe("accepted");
    const { relaxations = {}, requiredClaims = {} } = foreign.options;
    for (const name of Object.keys(relaxations) as (keyof Relaxations)[]) {
      if (name === "scopeClaims") continue; // without it the token has no scopes, as the last test shows
      const { [name]: _left, ...rest } = relaxations;
      expect(await codeOf(issuer.verifier({ relaxations: rest, requiredClaims }).verify(token()))).not.toBe("accepted");
    }
  },
);

test.each(Object.entries(FOREIGN))(
  "%s: a token of another kind is refused where its claims tell it apart",
  async (_, foreign) => {
    const { issuer, token } = await startForeign(foreign);
    expect(await codeOf(issuer.verifier(foreign.options).verify(token(foreign.lookalike)))).toBe("claim_invalid");
  },
);

test.each(Object.entries(FOREIGN))("%s: what is not relaxed stays strict", async (_, foreign) => {
  const { issuer, token } = await startForeign(foreign);
  const verifier = issuer.verifier(foreign.options);
  const stranger = signJws(signingKey("RS256", issuer.key.kid), foreign.header, { iss: issuer.url, ...foreign.claims });
  const refused = [
    token({ exp: now - 100 }),
    token({ exp: undefined }),
    token({ iss: `${issuer.url}/` }),
    token({ aud: "https://other.example" }),
    token({}, { alg: "none" }),
    token({}, { typ: "logout+jwt" }),
    token({}, { crit: ["x"] }),
    stranger.slice(0, -4),
  ];
  for (const text of refused) expect(await codeOf(verifier.verify(text))).not.toBe("accepted");
});

test("without a scope claim that is read, a token has no scopes rather than those of another claim", async () => {
  const hydra = FOREIGN["Ory Hydra"];
  if (hydra === undefined) throw new Error("missing");
  const { issuer, token } = await startForeign(hydra);
  expect((await issuer.verifier({ relaxations: { types: ["JWT"] } }).verify(token())).scopes).toEqual([]);
});

test("a relaxed issuer's own access tokens of RFC 9068 are still accepted", async () => {
  const issuer = await FakeIssuer.start();
  await issuer.verifier({ relaxations: { types: ["JWT", "missing"] } }).verify(issuer.token());
});
