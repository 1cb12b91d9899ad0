import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** As the key set publishes it. */
  readonly jwk: Readonly<Record<string, unknown>>;
}

let count = 0;
const RSA_PAIR = generateKeyPairSync("rsa", { modulusLength: 2048 });

export function signingKey(alg = "ES256", kid = `key-${++count}`): SigningKey {
  const { privateKey, publicKey } = keyPair(alg);
  const jwk = { ...publicKey.export({ format: "jwk" }), kid, alg, use: "sig" };
  return { kid, alg, privateKey, publicKey, jwk };
}

function keyPair(alg: string): { privateKey: KeyObject; publicKey: KeyObject } {
  if (alg.startsWith("ES")) return generateKeyPairSync("ec", { namedCurve: "P-256" });
  if (alg.startsWith("Ed")) return generateKeyPairSync("ed25519");
  return RSA_PAIR;
}

export function signBytes(key: SigningKey, input: string): Buffer {
  const bytes = Buffer.from(input);
  if (key.alg === "ES256") return sign("sha256", bytes, { key: key.privateKey, dsaEncoding: "ieee-p1363" });
  if (key.alg.startsWith("Ed")) return sign(null, bytes, key.privateKey);
  if (key.alg === "PS256") return sign("sha256", bytes, { key: key.privateKey, padding: 6, saltLength: 32 });
  return sign("sha256", bytes, key.privateKey);
}

export function encode(value: unknown): string {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
}

export function signJws(key: SigningKey, header: object, claims: unknown): string {
  const input = `${encode({ alg: key.alg, kid: key.kid, ...header })}.${encode(claims)}`;
  return `${input}.${signBytes(key, input).toString("base64url")}`;
}
