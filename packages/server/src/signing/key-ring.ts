import { createPrivateKey, type SignKeyObjectInput } from "node:crypto";
import type { MasterKeys } from "../domain/master-key.ts";
import type { SigningKeyReader } from "../domain/ports.ts";
import type { SigningAlgorithm } from "../domain/resource.ts";
import { keyToSignWith, publishedKeys, type SigningKey } from "../domain/signing-key.ts";
import { signingKeyName } from "./generate-signing-key.ts";

/** JWS wants r and s side by side (RFC 7518 §3.4), not the DER that is Node's default. */
const SIGNATURE_OPTIONS: Record<SigningAlgorithm, Omit<SignKeyObjectInput, "key">> = {
  ES256: { dsaEncoding: "ieee-p1363" },
  RS256: {},
};

/** A key that is ready to sign. */
export interface ReadyKey {
  readonly key: SigningKey;
  /** How `node:crypto` is asked to sign with it. */
  readonly signWith: SignKeyObjectInput;
  /** The JWS header, encoded once. */
  readonly encodedHeader: string;
}

/** The signing keys in memory, unwrapped. */
export class KeyRing {
  readonly #reader: SigningKeyReader;
  readonly #masterKeys: MasterKeys;
  #keys: readonly SigningKey[] = [];
  #ready: ReadonlyMap<string, ReadyKey> = new Map();

  constructor(reader: SigningKeyReader, masterKeys: MasterKeys) {
    this.#reader = reader;
    this.#masterKeys = masterKeys;
  }

  /** Throws when a key cannot be unwrapped: signing with what is left would break what clients hold. */
  async reload(): Promise<void> {
    const keys = await this.#reader.listSigningKeys();
    const usable = keys.filter((key) => key.removedAt === undefined);
    this.#ready = new Map(usable.map((key) => [key.kid, this.#ready.get(key.kid) ?? this.#unwrap(key)]));
    this.#keys = keys;
  }

  /** The key that signs at this instant. Throws when there is none, which the first start rules out. */
  signingKey(algorithm: SigningAlgorithm, now: number): ReadyKey {
    const kid = keyToSignWith(this.#keys, algorithm, now)?.kid ?? "";
    const ready = this.#ready.get(kid);
    if (ready === undefined) throw new Error(`no active signing key for ${algorithm}`);
    return ready;
  }

  publishedKeys(longestLifetimeSeconds: number, now: number): readonly SigningKey[] {
    return publishedKeys(this.#keys, longestLifetimeSeconds, now);
  }

  #unwrap(key: SigningKey): ReadyKey {
    const unwrapping = this.#masterKeys.unwrap(signingKeyName(key.kid), key.privateKey);
    if (unwrapping.kind !== "unwrapped")
      throw new Error(`the signing key ${key.kid} cannot be unwrapped: ${unwrapping.kind}`);
    const privateKey = createPrivateKey({ key: unwrapping.key, format: "der", type: "pkcs8" });
    const header = { alg: key.algorithm, typ: "at+jwt", kid: key.kid }; // RFC 9068 §2.1
    const signWith = { key: privateKey, ...SIGNATURE_OPTIONS[key.algorithm] };
    return { key, signWith, encodedHeader: Buffer.from(JSON.stringify(header)).toString("base64url") };
  }
}
