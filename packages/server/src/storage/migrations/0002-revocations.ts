import { type Kysely, sql } from "kysely";

/** What was taken back, and in which order. */
export const revocationsMigration = {
  async up(database: Kysely<unknown>): Promise<void> {
    const { schema } = database;
    await schema
      .createTable("revocations")
      .addColumn("sequence", "bigint", (column) => column.primaryKey())
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("subject_id", "text", (column) => column.notNull())
      .addColumn("generations_below", "bigint")
      .addColumn("until_seconds", "bigint")
      .execute();
    await schema.createIndex("revocations_by_subject").on("revocations").columns(["kind", "subject_id"]).execute();
    await schema.createIndex("revocations_by_expiry").on("revocations").column("until_seconds").execute();
    await schema
      .createTable("revocation_sequence")
      .addColumn("id", "integer", (column) => column.primaryKey())
      .addColumn("sequence", "bigint", (column) => column.notNull())
      .execute();
    await sql`insert into revocation_sequence (id, sequence) values (1, 0)`.execute(database);
  },
};
