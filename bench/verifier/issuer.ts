import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  encodeRevocationPart,
  planRevocationParts,
  REVOCATION_LIST_TYPE,
  revocationListClaims,
  revocationRecord,
} from "@celitech-auth/verifier/revocation-list";

export const ALGORITHMS = ["ES256", "RS256", "EdDSA"] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

export const AUDIENCE = "https://api.celitech.net/v1";
const KID = "bench-key";
const LIST_KID = "list-key";
const REVOKED_TOKENS = 1000;

/** What a verifier needs to know, and a way to make tokens as our server does. */
export interface BenchIssuer {
  readonly issuer: string;
  readonly jwksUri: string;
  readonly kid: string;
  readonly publicKey: KeyObject;
  readonly jwks: { readonly keys: readonly Record<string, unknown>[] };
  makeToken(number: number): string;
  close(): void;
}

/** An issuer on loopback with one signing key, a key set, metadata and a revocation list of a thousand entries. */
export async function startBenchIssuer(algorithm: Algorithm): Promise<BenchIssuer> {
  const key = keyPair(algorithm);
  const listKey = keyPair("ES256");
  const jwk = { ...key.publicKey.export({ format: "jwk" }), kid: KID, alg: algorithm, use: "sig" };
  const listJwk = { ...listKey.publicKey.export({ format: "jwk" }), kid: LIST_KID, alg: "ES256", use: "sig" };
  const jwks = { keys: [jwk, listJwk] };
  const answers = new Map<string, () => string>();
  const server = createServer((request, response) => {
    const answer = answers.get(request.url ?? "");
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" }).end(answer?.());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const jwksUri = `${issuer}/jwks`;
  const metadata = { issuer, jwks_uri: jwksUri, revocation_list_uri: `${issuer}/revocations` };
  answers.set("/.well-known/oauth-authorization-server", () => JSON.stringify(metadata));
  answers.set("/jwks", () => JSON.stringify(jwks));
  answers.set("/revocations", () => revocationList(issuer, listKey.privateKey));
  return {
    issuer,
    jwksUri,
    kid: KID,
    publicKey: key.publicKey,
    jwks,
    makeToken: (number) => signToken(algorithm, key.privateKey, issuer, number),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function keyPair(algorithm: Algorithm) {
  if (algorithm === "ES256") return generateKeyPairSync("ec", { namedCurve: "P-256" });
  if (algorithm === "RS256") return generateKeyPairSync("rsa", { modulusLength: 2048 });
  return generateKeyPairSync("ed25519");
}

// The claims of a token of our server, with ids of the same length.
function signToken(algorithm: Algorithm, key: KeyObject, issuer: string, number: number): string {
  const clientId = "celitech_client_0123456789abcdefghijkl";
  const iat = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, sub: clientId, client_id: clientId, aud: AUDIENCE, iat, exp: iat + 3600 };
  const jti = `jti_${String(number).padStart(22, "0")}`;
  const extra = {
    jti,
    scope: "destinations:read packages:read",
    org_id: "org_0123456789abcdef",
    cred: "cred_0123456789ab",
  };
  return signJws(algorithm, key, { alg: algorithm, typ: "at+jwt", kid: KID }, { ...claims, ...extra, gen: 1 });
}

function revocationList(issuer: string, key: KeyObject): string {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const records = Array.from({ length: REVOKED_TOKENS }, (_, index) =>
    revocationRecord(issuer, { kind: "token", tokenId: `revoked-${index}`, untilSeconds: nowSeconds + 7200 }),
  );
  const parts = planRevocationParts(records.length).map(({ since, sequence }) =>
    encodeRevocationPart(sequence, records.slice(since, sequence), nowSeconds),
  );
  const list = {
    issuer,
    sequence: records.length,
    revokedKids: [],
    partUri: "/{sha256}",
    nowSeconds,
    lifetimeSeconds: 3600,
  };
  // All parts inside the head, so that this server needs no more addresses.
  const inline = parts.map((part) => ({
    seq: part.sequence,
    records: Buffer.from(part.records).toString("base64url"),
  }));
  const claims = { ...revocationListClaims({ ...list, parts }), parts: inline };
  return signJws("ES256", key, { alg: "ES256", typ: REVOCATION_LIST_TYPE, kid: LIST_KID }, claims);
}

function signJws(algorithm: Algorithm, key: KeyObject, header: object, claims: object): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const input = `${encode(header)}.${encode(claims)}`;
  const hash = algorithm === "EdDSA" ? null : "sha256";
  const signature = sign(hash, Buffer.from(input), algorithm === "ES256" ? { key, dsaEncoding: "ieee-p1363" } : key);
  return `${input}.${signature.toString("base64url")}`;
}
