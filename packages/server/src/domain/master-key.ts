import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from "node:crypto";

/** A key that lies in the database: AES-256-GCM under the master key, which does not. */
export interface WrappedKey {
  /** Initialisation vector, ciphertext, tag. */
  readonly ciphertext: Uint8Array;
  /** The id of the master key that wraps it. */
  readonly wrappedBy: string;
}

export type Unwrapping =
  | { readonly kind: "unwrapped"; readonly key: Buffer }
  | { readonly kind: "unknown_master_key"; readonly wrappedBy: string }
  | { readonly kind: "damaged" };

export const MASTER_KEY_BYTES = 32;
const CIPHER = "aes-256-gcm";
const IV_BYTES = 12; // random: NIST SP 800-38D allows 2^32 of them under one key, and there are a few dozen
const TAG_BYTES = 16;
const ID_CHARACTERS = 16;

/** The master key, and the previous one while it is being changed. */
export class MasterKeys {
  readonly #current: MasterKey;
  readonly #known: ReadonlyMap<string, MasterKey>;

  constructor(current: Uint8Array, previous?: Uint8Array) {
    this.#current = masterKey(current);
    const keys = previous === undefined ? [this.#current] : [this.#current, masterKey(previous)];
    this.#known = new Map(keys.map((key) => [key.id, key]));
  }

  /** The id of the key that wraps from now on. */
  get currentId(): string {
    return this.#current.id;
  }

  /** `name` is bound to the ciphertext: a wrapped key that is moved to another row does not unwrap there. */
  wrap(name: string, key: Uint8Array): WrappedKey {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#current.key, iv).setAAD(Buffer.from(name));
    const ciphertext = Buffer.concat([iv, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
    return { ciphertext, wrappedBy: this.#current.id };
  }

  unwrap(name: string, wrapped: WrappedKey): Unwrapping {
    const master = this.#known.get(wrapped.wrappedBy);
    if (master === undefined) return { kind: "unknown_master_key", wrappedBy: wrapped.wrappedBy };
    const bytes = Buffer.from(wrapped.ciphertext);
    try {
      const decipher = createDecipheriv(CIPHER, master.key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(name))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      return {
        kind: "unwrapped",
        key: Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]),
      };
    } catch {
      return { kind: "damaged" };
    }
  }
}

interface MasterKey {
  readonly id: string;
  readonly key: KeyObject;
}

// The id is public (it stands in every row): a hash of 256 random bits gives nothing away.
function masterKey(bytes: Uint8Array): MasterKey {
  const id = createHash("sha256")
    .update("celitech-auth master key id\0")
    .update(bytes)
    .digest("hex")
    .slice(0, ID_CHARACTERS);
  return { id, key: createSecretKey(bytes) };
}
