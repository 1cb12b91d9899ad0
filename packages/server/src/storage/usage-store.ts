import type { Kysely } from "kysely";
import type { ClientId } from "../domain/identifier.ts";
import type { SecretUse, SecretUseTotals, UsageStore } from "../domain/ports.ts";
import type { Schema } from "./schema.ts";

/** Rows of one statement: SQLite takes 32,766 parameters, and the lock is held for a few milliseconds only. */
const ROWS_PER_STATEMENT = 500;

export class KyselyUsageStore implements UsageStore {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async addUses(uses: readonly SecretUse[]): Promise<void> {
    // In one order everywhere: two servers that write the same rows would otherwise wait for each other.
    const sorted = [...uses].sort((a, b) => (a.secretId < b.secretId ? -1 : 1));
    for (let start = 0; start < sorted.length; start += ROWS_PER_STATEMENT)
      await this.#addRows(sorted.slice(start, start + ROWS_PER_STATEMENT));
  }

  async findUses(clientId: ClientId): Promise<readonly SecretUseTotals[]> {
    const rows = await this.#database.selectFrom("secret_uses").selectAll().where("client_id", "=", clientId).execute();
    return rows.map((row) => ({
      secretId: row.secret_id,
      clientId,
      firstUsedAt: row.first_used_at,
      lastUsedAt: row.last_used_at,
      lastUsedFrom: row.last_used_from,
      tokensIssued: row.tokens_issued,
    }));
  }

  async #addRows(uses: readonly SecretUse[]): Promise<void> {
    await this.#database
      .insertInto("secret_uses")
      .values(
        uses.map((use) => ({
          secret_id: use.secretId,
          client_id: use.clientId,
          first_used_at: use.lastUsedAt,
          last_used_at: use.lastUsedAt,
          last_used_from: use.lastUsedFrom,
          tokens_issued: use.tokensIssued,
        })),
      )
      .onConflict((conflict) =>
        conflict.column("secret_id").doUpdateSet((row) => ({
          last_used_at: row.ref("excluded.last_used_at"),
          last_used_from: row.ref("excluded.last_used_from"),
          tokens_issued: row("secret_uses.tokens_issued", "+", row.ref("excluded.tokens_issued")),
        })),
      )
      .execute();
  }
}
