import { type CreateTableBuilder, type Kysely, type RawBuilder, sql } from "kysely";

/** Column types differ in one place, and how a table is stored in another. */
interface DialectTypes {
  readonly bytes: RawBuilder<unknown>;
  /** SQLite keeps such a table in its primary key: one look-up instead of two. */
  readonly storedByKey: RawBuilder<unknown>;
}

const SQLITE: DialectTypes = { bytes: sql`blob`, storedByKey: sql`without rowid` };
const POSTGRES: DialectTypes = { bytes: sql`bytea`, storedByKey: sql`` };

export function tablesMigration(dialect: "sqlite" | "postgres") {
  const types = dialect === "sqlite" ? SQLITE : POSTGRES;
  return {
    async up(database: Kysely<unknown>): Promise<void> {
      await createClientTables(database, types);
      await createResourceTables(database, types);
      await createKeyTables(database, types);
      await createLogTables(database);
      await createIndexes(database);
    },
  };
}

async function createClientTables(database: Kysely<unknown>, types: DialectTypes): Promise<void> {
  await create(database, "organizations")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("name", "text", (column) => column.notNull().unique())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .execute();
  await create(database, "clients")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("organization_id", "text", (column) => column.notNull().references("organizations.id"))
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("authentication_method", "text", (column) => column.notNull())
    .addColumn("is_enabled", "integer", (column) => column.notNull())
    .addColumn("generation", "integer", (column) => column.notNull())
    .addColumn("claims", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("created_by", "text", (column) => column.notNull())
    .addColumn("deleted_at", "bigint")
    .modifyEnd(types.storedByKey)
    .execute();
  await create(database, "client_secrets")
    .addColumn("id", "text", (column) => column.notNull().unique())
    .addColumn("client_id", "text", (column) => column.notNull().references("clients.id"))
    .addColumn("hint", "text", (column) => column.notNull())
    .addColumn("label", "text")
    .addColumn("hash", types.bytes)
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("expires_at", "bigint")
    .addColumn("revoked_at", "bigint")
    .addPrimaryKeyConstraint("client_secrets_key", ["client_id", "id"])
    .modifyEnd(types.storedByKey)
    .execute();
  await create(database, "secret_uses")
    .addColumn("secret_id", "text", (column) => column.notNull().primaryKey())
    .addColumn("client_id", "text", (column) => column.notNull())
    .addColumn("first_used_at", "bigint", (column) => column.notNull())
    .addColumn("last_used_at", "bigint", (column) => column.notNull())
    .addColumn("last_used_from", "text", (column) => column.notNull())
    .addColumn("tokens_issued", "bigint", (column) => column.notNull())
    .modifyEnd(types.storedByKey)
    .execute();
}

async function createResourceTables(database: Kysely<unknown>, types: DialectTypes): Promise<void> {
  await create(database, "resources")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("audience", "text", (column) => column.notNull().unique())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("signing_algorithm", "text", (column) => column.notNull())
    .addColumn("token_lifetime_seconds", "integer")
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .execute();
  await create(database, "resource_scopes")
    .addColumn("resource_id", "text", (column) => column.notNull().references("resources.id"))
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("description", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("resource_scopes_key", ["resource_id", "name"])
    .execute();
  await create(database, "client_grants")
    .addColumn("client_id", "text", (column) => column.notNull().references("clients.id"))
    .addColumn("resource_id", "text", (column) => column.notNull().references("resources.id"))
    .addColumn("is_default", "integer", (column) => column.notNull())
    .addColumn("scopes", "text", (column) => column.notNull())
    .addColumn("default_scopes", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("client_grants_key", ["client_id", "resource_id"])
    .modifyEnd(types.storedByKey)
    .execute();
}

async function createKeyTables(database: Kysely<unknown>, types: DialectTypes): Promise<void> {
  await create(database, "signing_keys")
    .addColumn("kid", "text", (column) => column.primaryKey())
    .addColumn("algorithm", "text", (column) => column.notNull())
    .addColumn("public_jwk", "text", (column) => column.notNull())
    .addColumn("ciphertext", types.bytes, (column) => column.notNull())
    .addColumn("wrapped_by", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("activates_at", "bigint")
    .addColumn("removed_at", "bigint")
    .execute();
  await create(database, "wrapped_keys")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("ciphertext", types.bytes, (column) => column.notNull())
    .addColumn("wrapped_by", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .execute();
  await create(database, "settings")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("value", "text", (column) => column.notNull())
    .execute();
}

async function createLogTables(database: Kysely<unknown>): Promise<void> {
  await create(database, "audit_events")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("actor", "text", (column) => column.notNull())
    .addColumn("action", "text", (column) => column.notNull())
    .addColumn("subject_id", "text", (column) => column.notNull())
    .addColumn("organization_id", "text")
    .addColumn("details", "text", (column) => column.notNull())
    .execute();
  await create(database, "change_log")
    .addColumn("position", "bigint", (column) => column.primaryKey())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("subject_id", "text", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .execute();
  await create(database, "change_position")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("position", "bigint", (column) => column.notNull())
    .execute();
  await sql`insert into change_position (id, position) values (1, 0)`.execute(database);
}

async function createIndexes(database: Kysely<unknown>): Promise<void> {
  await database.schema.createIndex("clients_by_creation").on("clients").columns(["created_at", "id"]).execute();
  await database.schema
    .createIndex("clients_by_organization")
    .on("clients")
    .columns(["organization_id", "created_at"])
    .execute();
  await database.schema.createIndex("secret_uses_by_client").on("secret_uses").column("client_id").execute();
  await database.schema.createIndex("audit_events_by_time").on("audit_events").columns(["at", "id"]).execute();
  await database.schema.createIndex("change_log_by_time").on("change_log").column("at").execute();
}

function create(database: Kysely<unknown>, name: string): CreateTableBuilder<string, never> {
  return database.schema.createTable(name);
}
