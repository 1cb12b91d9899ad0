import { generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { calculateJwkThumbprint } from "jose";
import type { MasterKeys } from "../domain/master-key.ts";
import type { SigningAlgorithm } from "../domain/resource.ts";
import type { PublicJwk, SigningKey } from "../domain/signing-key.ts";

const generate = promisify(generateKeyPair);
const RSA_BITS = 2_048; // RFC 7518 §3.3 asks for this; verifying 4,096 would cost every API four times as much

/** A new key of the algorithm, its private half wrapped by the master key. It signs nothing until it is given a time to. */
export async function generateSigningKey(
  algorithm: SigningAlgorithm,
  masterKeys: MasterKeys,
  createdAt: number,
): Promise<SigningKey> {
  const { publicKey, privateKey } = await generatePair(algorithm);
  const publicJwk = publicKey.export({ format: "jwk" }) as PublicJwk;
  const kid = await calculateJwkThumbprint(publicJwk);
  const pkcs8 = privateKey.export({ format: "der", type: "pkcs8" });
  return {
    kid,
    algorithm,
    publicJwk,
    privateKey: masterKeys.wrap(signingKeyName(kid), pkcs8),
    createdAt,
    activatesAt: undefined,
    removedAt: undefined,
  };
}

/** What a signing key is bound to while it is wrapped. */
export function signingKeyName(kid: string): string {
  return `signing_key:${kid}`;
}

function generatePair(algorithm: SigningAlgorithm): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  switch (algorithm) {
    case "ES256":
      return generate("ec", { namedCurve: "P-256" });
    case "RS256":
      return generate("rsa", { modulusLength: RSA_BITS });
  }
}
