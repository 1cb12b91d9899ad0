import type { Kysely, Selectable } from "kysely";
import type { Passkey } from "../domain/people/passkey.ts";
import type { PasskeyRepository } from "../domain/people/people-ports.ts";
import type { PasskeysTable, Schema } from "./schema.ts";

export class KyselyPasskeyRepository implements PasskeyRepository {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async find(id: string): Promise<Passkey | undefined> {
    const row = await this.#database.selectFrom("passkeys").selectAll().where("id", "=", id).executeTakeFirst();
    return row === undefined ? undefined : toPasskey(row);
  }

  async listOfUser(userId: string): Promise<readonly Passkey[]> {
    const rows = await this.#database
      .selectFrom("passkeys")
      .selectAll()
      .where("user_id", "=", userId)
      .orderBy("created_at", "desc")
      .orderBy("id")
      .execute();
    return rows.map(toPasskey);
  }

  async insert(passkey: Passkey): Promise<void> {
    await this.#database
      .insertInto("passkeys")
      .values({
        id: passkey.id,
        user_id: passkey.userId,
        public_key: passkey.publicKey,
        counter: passkey.counter,
        transports: JSON.stringify(passkey.transports),
        name: passkey.name,
        is_synced: passkey.isSynced ? 1 : 0,
        created_at: passkey.createdAt,
        last_used_at: passkey.lastUsedAt ?? null,
      })
      .execute();
  }

  async recordUse(
    id: string,
    { counter, isSynced, at }: { readonly counter: number; readonly isSynced: boolean; readonly at: number },
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.#database
      .updateTable("passkeys")
      .set({ counter, is_synced: isSynced ? 1 : 0, last_used_at: at })
      .where("id", "=", id)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async delete(id: string): Promise<void> {
    await this.#database.deleteFrom("passkeys").where("id", "=", id).execute();
  }
}

function toPasskey(row: Selectable<PasskeysTable>): Passkey {
  return {
    id: row.id,
    userId: row.user_id,
    publicKey: row.public_key,
    counter: row.counter,
    transports: JSON.parse(row.transports) as readonly string[],
    name: row.name,
    isSynced: row.is_synced === 1,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at ?? undefined,
  };
}
