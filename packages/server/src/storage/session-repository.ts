import type { Kysely, Selectable } from "kysely";
import type { SessionRepository } from "../domain/people/people-ports.ts";
import type { Session } from "../domain/people/session.ts";
import type { Schema, SessionsTable } from "./schema.ts";

export class KyselySessionRepository implements SessionRepository {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async find(id: string): Promise<Session | undefined> {
    const row = await this.#database.selectFrom("sessions").selectAll().where("id", "=", id).executeTakeFirst();
    return row === undefined ? undefined : toSession(row);
  }

  async findByTokenHash(tokenHash: Uint8Array): Promise<Session | undefined> {
    const row = await this.#database
      .selectFrom("sessions")
      .selectAll()
      .where("token_hash", "=", tokenHash)
      .executeTakeFirst();
    return row === undefined ? undefined : toSession(row);
  }

  async listOfUser(userId: string): Promise<readonly Session[]> {
    const rows = await this.#database
      .selectFrom("sessions")
      .selectAll()
      .where("user_id", "=", userId)
      .orderBy("last_seen_at", "desc")
      .orderBy("id")
      .execute();
    return rows.map(toSession);
  }

  async insert(session: Session, tokenHash: Uint8Array): Promise<void> {
    await this.#database
      .insertInto("sessions")
      .values({
        id: session.id,
        token_hash: tokenHash,
        user_id: session.userId,
        created_at: session.createdAt,
        last_seen_at: session.lastSeenAt,
        confirmed_at: session.confirmedAt,
        address: session.address,
        user_agent: session.userAgent,
      })
      .execute();
  }

  async setLastSeen(
    id: string,
    { lastSeenAt, address, userAgent }: Pick<Session, "lastSeenAt" | "address" | "userAgent">,
  ): Promise<void> {
    await this.#database
      .updateTable("sessions")
      .set({ last_seen_at: lastSeenAt, address, user_agent: userAgent })
      .where("id", "=", id)
      .where("last_seen_at", "<", lastSeenAt)
      .execute();
  }

  async setConfirmed(id: string, at: number): Promise<void> {
    await this.#database.updateTable("sessions").set({ confirmed_at: at }).where("id", "=", id).execute();
  }

  async delete(id: string): Promise<void> {
    await this.#database.deleteFrom("sessions").where("id", "=", id).execute();
  }

  async deleteOfUser(userId: string, except?: string): Promise<void> {
    let statement = this.#database.deleteFrom("sessions").where("user_id", "=", userId);
    if (except !== undefined) statement = statement.where("id", "!=", except);
    await statement.execute();
  }

  async deleteOldestOfUser(userId: string, kept: number): Promise<void> {
    const newest = this.#database
      .selectFrom("sessions")
      .select("id")
      .where("user_id", "=", userId)
      .orderBy("created_at", "desc")
      .orderBy("id")
      .limit(kept);
    await this.#database.deleteFrom("sessions").where("user_id", "=", userId).where("id", "not in", newest).execute();
  }

  async prune(lastSeenBefore: number, createdBefore: number): Promise<void> {
    await this.#database
      .deleteFrom("sessions")
      .where((where) =>
        where.or([where("last_seen_at", "<=", lastSeenBefore), where("created_at", "<=", createdBefore)]),
      )
      .execute();
  }
}

function toSession(row: Selectable<SessionsTable>): Session {
  return {
    id: row.id,
    userId: row.user_id,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    confirmedAt: row.confirmed_at,
    address: row.address,
    userAgent: row.user_agent,
  };
}
