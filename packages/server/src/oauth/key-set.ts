import type { PublicJwk, SigningKey } from "../domain/signing-key.ts";

/** RFC 7517 §5. */
export interface JsonWebKeySet {
  readonly keys: readonly PublishedJwk[];
}

export interface PublishedJwk extends PublicJwk {
  readonly kid: string;
  readonly use: "sig";
  readonly alg: string;
}

/** The key set as verifiers see it: public members by name, so that no private one can slip in. */
export function keySet(keys: readonly SigningKey[]): JsonWebKeySet {
  return {
    keys: keys.map(({ kid, algorithm, publicJwk: { kty, crv, x, y, n, e } }) => ({
      kty,
      ...(crv !== undefined && { crv }),
      ...(x !== undefined && { x }),
      ...(y !== undefined && { y }),
      ...(n !== undefined && { n }),
      ...(e !== undefined && { e }),
      kid,
      use: "sig",
      alg: algorithm,
    })),
  };
}
