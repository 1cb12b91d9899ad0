import { createVerify, type KeyObject, verify } from "node:crypto";
import { accessTokenVerifier } from "@celitech-auth/verifier";
import { JwtVerifier } from "aws-jwt-verify";
import { auth } from "express-oauth2-jwt-bearer";
import { createVerifier, type Algorithm as FastJwtAlgorithm } from "fast-jwt";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { type Algorithm, AUDIENCE, type BenchIssuer } from "./issuer.ts";

/** Verifies one token; rejects or throws for a bad one. */
export type Verify = (token: string) => unknown;

export interface Contender {
  readonly name: string;
  /** Whether it is measured with tokens it has seen before. */
  readonly isCached: boolean;
  /** Makes it ready, keys included, with nothing remembered. */
  start(): Promise<{ readonly verify: Verify; close?(): void }>;
}

/** Each as its documentation shows it, checking issuer and audience, with the issuer's keys at hand before the clock starts. */
export function contenders(issuer: BenchIssuer, algorithm: Algorithm): readonly Contender[] {
  const pem = issuer.publicKey.export({ type: "spki", format: "pem" }).toString();
  return [
    { name: "celitech-auth", isCached: false, start: () => startOurs(issuer) },
    {
      name: "fast-jwt, keys by kid",
      isCached: false,
      start: () => startFastJwt(issuer, algorithm, keyByKid(issuer, pem)),
    },
    { name: "fast-jwt, one fixed key", isCached: false, start: () => startFastJwt(issuer, algorithm, pem) },
    { name: "aws-jwt-verify", isCached: false, start: () => startAwsJwtVerify(issuer) },
    { name: "jose", isCached: false, start: () => startJose(issuer) },
    { name: "express-oauth2-jwt-bearer", isCached: false, start: () => startExpressOauth2(issuer, algorithm) },
    { name: "bare signature check", isCached: false, start: () => startBare(issuer.publicKey, algorithm) },
    { name: "celitech-auth, seen before", isCached: true, start: () => startOurs(issuer) },
    { name: "fast-jwt, its cache", isCached: true, start: () => startFastJwt(issuer, algorithm, pem, true) },
  ];
}

async function startOurs({ issuer }: BenchIssuer) {
  const verifier = accessTokenVerifier({ issuer, audience: AUDIENCE });
  await verifier.ready();
  if (verifier.stats().revocationList.entries === 0) throw new Error("the revocation list is not followed");
  return { verify: verifier.verify, close: verifier.close };
}

type FastJwtKey = string | ((token: { header: { kid?: string } }) => Promise<string>);

// How its documentation has it follow a key set: a function that finds the key, with the keys already fetched.
function keyByKid({ kid }: BenchIssuer, pem: string): FastJwtKey {
  const keys = new Map([[kid, pem]]);
  return async ({ header }) => {
    const key = keys.get(header.kid ?? "");
    if (key === undefined) throw new Error("unknown key");
    return key;
  };
}

async function startFastJwt({ issuer }: BenchIssuer, algorithm: Algorithm, key: FastJwtKey, cache = false) {
  const options = { cache, allowedIss: issuer, allowedAud: AUDIENCE, algorithms: [algorithm as FastJwtAlgorithm] };
  if (typeof key === "string") return { verify: createVerifier({ key, ...options }) as Verify };
  return { verify: createVerifier({ key: key as never, ...options }) as Verify };
}

async function startAwsJwtVerify({ issuer, jwksUri, jwks }: BenchIssuer) {
  const verifier = JwtVerifier.create({ issuer, audience: AUDIENCE, jwksUri });
  verifier.cacheJwks(jwks as never);
  return { verify: (token: string) => verifier.verifySync(token) };
}

async function startJose({ issuer, jwksUri }: BenchIssuer) {
  const keys = createRemoteJWKSet(new URL(jwksUri));
  await keys.reload();
  return { verify: (token: string) => jwtVerify(token, keys, { issuer, audience: AUDIENCE, typ: "at+jwt" }) };
}

async function startExpressOauth2({ issuer, jwksUri }: BenchIssuer, algorithm: Algorithm) {
  const middleware = auth({ issuer, jwksUri, audience: AUDIENCE, tokenSigningAlg: algorithm, strict: true });
  const verifyToken = (token: string) =>
    new Promise<void>((resolve, reject) => {
      const headers = { host: "localhost", authorization: `Bearer ${token}` };
      const place = { method: "GET", protocol: "http", url: "/", query: {}, body: {} };
      const request = { ...place, headers, get: () => "localhost", is: () => false };
      void middleware(request as never, {} as never, (error?: unknown) => (error ? reject(error) : resolve()));
    });
  return { verify: verifyToken };
}

/** Nothing but the mathematics, in whichever way Node does it fastest: the ceiling. */
async function startBare(key: KeyObject, algorithm: Algorithm) {
  const input = algorithm === "ES256" ? ({ key, dsaEncoding: "ieee-p1363" } as const) : key;
  const isGood = (signed: string, signature: Buffer) =>
    algorithm === "EdDSA"
      ? verify(null, Buffer.from(signed, "latin1"), key, signature)
      : createVerify("sha256").update(signed, "latin1").verify(input, signature);
  return {
    verify: (token: string) => {
      const end = token.lastIndexOf(".");
      if (!isGood(token.slice(0, end), Buffer.from(token.slice(end + 1), "base64url")))
        throw new Error("bad signature");
    },
  };
}
