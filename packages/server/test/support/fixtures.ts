import type { Administration } from "../../src/compose-administration.ts";
import { disableClient } from "../../src/domain/administration/change-client.ts";
import { createResource } from "../../src/domain/administration/change-resource.ts";
import { revokeSecret } from "../../src/domain/administration/change-secret.ts";
import { type ClientRequest, type CreatedClient, createClient } from "../../src/domain/administration/create-client.ts";
import { type Change, isProblem, type Problem } from "../../src/domain/administration/outcome.ts";
import { parseClientId } from "../../src/domain/identifier.ts";
import { SecretText } from "../../src/domain/secret-text.ts";

/** The default resource; scopes `read write`. */
export const API = "https://api.example";
/** Scopes `other`. */
export const OTHER_API = "https://other.example/v2";
/** RS256, tokens of 900 s, scopes `read`. */
export const RSA_API = "https://rsa.example";
export const RSA_LIFETIME_SECONDS = 900;
/** Exists, and none of the clients may ask for it. */
export const CLOSED_API = "https://closed.example";

/** A secret that has to be encoded in Basic and in the body, and that holds a colon. */
export const AWKWARD_SECRET = "a:b%+e/ z";
/** The secret of the clients whose own secret is not what matters. */
export const PLAIN_SECRET = "plain-secret-of-a-fixture";

export interface Fixture {
  readonly id: string;
  readonly secret: string;
  readonly organizationId: string;
  readonly secretId: string;
}

/** Clients by what is special about them. */
export type Fixtures = Readonly<Record<FixtureName, Fixture>>;
export type FixtureName =
  | "c1"
  | "c2"
  | "dis"
  | "nogrant"
  | "several"
  | "scopeless"
  | "claims"
  | "basicOnly"
  | "postOnly"
  | "privateKeyJwt"
  | "expired"
  | "revoked"
  | "unicode";

type Request = Partial<Omit<ClientRequest, "imported">> & { readonly imported?: readonly [id: string, secret: string] };

const API_GRANT = { audience: API, scope: "read write", defaultScope: "read" };

function requests(now: number): Readonly<Record<FixtureName, Request>> {
  return {
    c1: {},
    c2: { imported: ["c2", AWKWARD_SECRET], organization: "partner" },
    dis: { imported: ["dis", PLAIN_SECRET] },
    nogrant: { imported: ["nogrant", PLAIN_SECRET], kind: "resource_server" },
    several: {
      imported: ["several", PLAIN_SECRET],
      grants: [API_GRANT, { audience: OTHER_API, scope: "other" }, { audience: RSA_API, scope: "read" }],
    },
    scopeless: { imported: ["scopeless", PLAIN_SECRET], grants: [{ audience: API, scope: "" }] },
    claims: { imported: ["claims", PLAIN_SECRET], claims: { tier: "gold", limits: { calls: 5 } } },
    basicOnly: { imported: ["basic-only", PLAIN_SECRET], authenticationMethod: "client_secret_basic" },
    postOnly: { imported: ["post-only", PLAIN_SECRET], authenticationMethod: "client_secret_post" },
    privateKeyJwt: { imported: ["jwt-only", PLAIN_SECRET], authenticationMethod: "private_key_jwt" },
    expired: { imported: ["expired", PLAIN_SECRET], secretExpiresAt: now - 1 },
    revoked: { imported: ["revoked", PLAIN_SECRET] },
    unicode: { imported: ["unicode", "s+/=&% :é€😀"] },
  };
}

/** Makes the resources and clients of the specification, in one transaction. */
export async function createFixtures({ unitOfWork, clock, hasher }: Administration): Promise<Fixtures> {
  return unitOfWork.transaction(async (transaction) => {
    const change: Change = { transaction, actor: "test", now: clock() };
    const rsa = { audience: RSA_API, signingAlgorithm: "RS256", tokenLifetimeSeconds: RSA_LIFETIME_SECONDS } as const;
    expectDone(await createResource(change, { audience: OTHER_API }));
    expectDone(await createResource(change, { audience: CLOSED_API, scope: "read" }));
    expectDone(await createResource(change, rsa));
    const fixtures: Partial<Record<FixtureName, Fixture>> = {};
    for (const [name, request] of Object.entries(requests(change.now)) as [FixtureName, Request][])
      fixtures[name] = toFixture(expectDone(await createClient(change, toClientRequest(request), hasher)));
    const { dis, revoked } = fixtures as Fixtures;
    expectDone(await disableClient(change, clientId(dis.id)));
    expectDone(await revokeSecret(change, clientId(revoked.id), revoked.secretId));
    return fixtures as Fixtures;
  });
}

/** One more client. */
export function createTestClient(administration: Administration, request: Request): Promise<CreatedClient> {
  return applyChange(administration, (change) => createClient(change, toClientRequest(request), administration.hasher));
}

function toClientRequest({ imported, ...rest }: Request): ClientRequest {
  return {
    name: "a client",
    kind: "client",
    authenticationMethod: "client_secret",
    claims: {},
    grants: [API_GRANT],
    ...rest,
    imported: imported && { id: clientId(imported[0]), secret: new SecretText(imported[1]) },
  };
}

/** Changes something as the command line does; a problem fails the test. */
export async function applyChange<Result extends object>(
  { unitOfWork, clock }: Administration,
  work: (change: Change) => Promise<Result | Problem>,
): Promise<Exclude<Result, Problem>> {
  return expectDone(await unitOfWork.transaction((transaction) => work({ transaction, actor: "test", now: clock() })));
}

function expectDone<Result extends object>(result: Result | Problem): Exclude<Result, Problem> {
  if (isProblem(result)) throw new Error(result.message);
  return result as Exclude<Result, Problem>;
}

export function clientId(text: string) {
  const id = parseClientId(text);
  if (id === undefined) throw new Error(`${text} cannot be a client id`);
  return id;
}

function toFixture({ client, secret, organization }: CreatedClient): Fixture {
  const secretId = client.secrets[0]?.id ?? "";
  return { id: client.id, secret: secret.reveal(), organizationId: organization.id, secretId };
}
