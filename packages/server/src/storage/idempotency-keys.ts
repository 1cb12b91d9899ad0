import type { Kysely } from "kysely";
import type { IdempotencyKeyRepository, IdempotentRequest, KeptAnswer } from "../domain/ports.ts";
import type { Schema } from "./schema.ts";

export class KyselyIdempotencyKeys implements IdempotencyKeyRepository {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  // The insertion waits for the transaction that has inserted the same key: what is read after it is an answer, never a promise of one.
  async claim(
    { caller, key, requestHash }: IdempotentRequest,
    { now, since }: { readonly now: number; readonly since: number },
  ): Promise<KeptAnswer | undefined> {
    await this.#database
      .deleteFrom("idempotency_keys")
      .where("caller", "=", caller)
      .where("key", "=", key)
      .where("created_at", "<", since)
      .execute();
    const inserted = await this.#database
      .insertInto("idempotency_keys")
      .values({ caller, key, request_hash: requestHash, answer: "", created_at: now })
      .onConflict((conflict) => conflict.columns(["caller", "key"]).doNothing())
      .executeTakeFirst();
    if ((inserted.numInsertedOrUpdatedRows ?? 0n) > 0n) return undefined;
    const row = await this.#database
      .selectFrom("idempotency_keys")
      .selectAll()
      .where("caller", "=", caller)
      .where("key", "=", key)
      .executeTakeFirstOrThrow();
    return { requestHash: row.request_hash, answer: row.answer };
  }

  async keepAnswer({ caller, key }: IdempotentRequest, answer: KeptAnswer["answer"]): Promise<void> {
    await this.#database
      .updateTable("idempotency_keys")
      .set({ answer })
      .where("caller", "=", caller)
      .where("key", "=", key)
      .execute();
  }

  async prune(before: number): Promise<void> {
    await this.#database.deleteFrom("idempotency_keys").where("created_at", "<", before).execute();
  }
}
