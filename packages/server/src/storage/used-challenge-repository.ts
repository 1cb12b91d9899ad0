import type { Kysely } from "kysely";
import type { UsedChallengeRepository } from "../domain/people/people-ports.ts";
import type { Schema } from "./schema.ts";

export class KyselyUsedChallengeRepository implements UsedChallengeRepository {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  // The primary key decides: of two transactions at once, the second waits for the first, and then inserts nothing.
  async claim(challenge: string, expiresAt: number): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.#database
      .insertInto("used_challenges")
      .values({ challenge, expires_at: expiresAt })
      .onConflict((conflict) => conflict.column("challenge").doNothing())
      .executeTakeFirst();
    return (numInsertedOrUpdatedRows ?? 0n) > 0n;
  }

  async prune(before: number): Promise<void> {
    await this.#database.deleteFrom("used_challenges").where("expires_at", "<", before).execute();
  }
}
