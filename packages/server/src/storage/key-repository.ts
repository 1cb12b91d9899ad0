import type { Kysely, Selectable } from "kysely";
import type { WrappedKey } from "../domain/master-key.ts";
import type { NamedWrappedKey, SigningKeyReader, SigningKeyRepository, WrappedKeyRepository } from "../domain/ports.ts";
import type { SigningAlgorithm } from "../domain/resource.ts";
import type { PublicJwk, SigningKey } from "../domain/signing-key.ts";
import type { Schema, SigningKeysTable } from "./schema.ts";

export class KyselySigningKeyRepository implements SigningKeyRepository, SigningKeyReader {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  listSigningKeys(): Promise<readonly SigningKey[]> {
    return this.list();
  }

  async list(): Promise<readonly SigningKey[]> {
    const rows = await this.#database
      .selectFrom("signing_keys")
      .selectAll()
      .orderBy("created_at")
      .orderBy("kid")
      .execute();
    return rows.map(toSigningKey);
  }

  async insert(key: SigningKey): Promise<void> {
    await this.#database
      .insertInto("signing_keys")
      .values({
        kid: key.kid,
        algorithm: key.algorithm,
        public_jwk: JSON.stringify(key.publicJwk),
        ciphertext: key.privateKey.ciphertext,
        wrapped_by: key.privateKey.wrappedBy,
        created_at: key.createdAt,
        activates_at: key.activatesAt ?? null,
        removed_at: key.removedAt ?? null,
      })
      .execute();
  }

  async setTimes(key: Pick<SigningKey, "kid" | "activatesAt" | "removedAt">): Promise<void> {
    await this.#database
      .updateTable("signing_keys")
      .set({ activates_at: key.activatesAt ?? null, removed_at: key.removedAt ?? null })
      .where("kid", "=", key.kid)
      .execute();
  }

  async setPrivateKey(kid: string, { ciphertext, wrappedBy }: WrappedKey): Promise<void> {
    await this.#database
      .updateTable("signing_keys")
      .set({ ciphertext, wrapped_by: wrappedBy })
      .where("kid", "=", kid)
      .execute();
  }
}

export class KyselyWrappedKeyRepository implements WrappedKeyRepository {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async list(): Promise<readonly NamedWrappedKey[]> {
    const rows = await this.#database.selectFrom("wrapped_keys").selectAll().orderBy("name").execute();
    return rows.map(({ name, ciphertext, wrapped_by }) => ({ name, ciphertext, wrappedBy: wrapped_by }));
  }

  async find(name: string): Promise<WrappedKey | undefined> {
    const row = await this.#database.selectFrom("wrapped_keys").selectAll().where("name", "=", name).executeTakeFirst();
    return row === undefined ? undefined : { ciphertext: row.ciphertext, wrappedBy: row.wrapped_by };
  }

  async insert(name: string, { ciphertext, wrappedBy }: WrappedKey, at: number): Promise<void> {
    await this.#database
      .insertInto("wrapped_keys")
      .values({ name, ciphertext, wrapped_by: wrappedBy, created_at: at })
      .execute();
  }

  async replace(name: string, { ciphertext, wrappedBy }: WrappedKey): Promise<void> {
    await this.#database
      .updateTable("wrapped_keys")
      .set({ ciphertext, wrapped_by: wrappedBy })
      .where("name", "=", name)
      .execute();
  }
}

function toSigningKey(row: Selectable<SigningKeysTable>): SigningKey {
  return {
    kid: row.kid,
    algorithm: row.algorithm as SigningAlgorithm,
    publicJwk: JSON.parse(row.public_jwk) as PublicJwk,
    privateKey: { ciphertext: row.ciphertext, wrappedBy: row.wrapped_by },
    createdAt: row.created_at,
    activatesAt: row.activates_at ?? undefined,
    removedAt: row.removed_at ?? undefined,
  };
}
