import type { Kysely } from "kysely";
import type { RecoveryCodeRepository } from "../domain/people/people-ports.ts";
import type { Schema } from "./schema.ts";

export class KyselyRecoveryCodeRepository implements RecoveryCodeRepository {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async countUnused(userId: string): Promise<number> {
    const { codes } = await this.#database
      .selectFrom("recovery_codes")
      .select((row) => row.fn.countAll<number>().as("codes"))
      .where("user_id", "=", userId)
      .where("used_at", "is", null)
      .executeTakeFirstOrThrow();
    return codes;
  }

  async replace(userId: string, hashes: readonly Uint8Array[]): Promise<void> {
    await this.#database.deleteFrom("recovery_codes").where("user_id", "=", userId).execute();
    const values = hashes.map((hash) => ({ user_id: userId, hash: toText(hash), used_at: null }));
    await this.#database.insertInto("recovery_codes").values(values).execute();
  }

  async claim(userId: string, hash: Uint8Array, at: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#database
      .updateTable("recovery_codes")
      .set({ used_at: at })
      .where("user_id", "=", userId)
      .where("hash", "=", toText(hash))
      .where("used_at", "is", null)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }
}

function toText(hash: Uint8Array): string {
  return Buffer.from(hash).toString("base64url");
}
