import { type CreateTableBuilder, type Kysely, sql } from "kysely";

type Bytes = ReturnType<typeof sql>;

/** People and how they sign in, what they may do, the audit chain, and usage over time. */
export function dashboardMigration(dialect: "sqlite" | "postgres") {
  const bytes: Bytes = dialect === "sqlite" ? sql`blob` : sql`bytea`;
  return {
    async up(database: Kysely<unknown>): Promise<void> {
      await createUserTables(database, bytes);
      await createAccessTables(database, bytes);
      await extendClients(database);
      await extendAuditEvents(database, dialect);
      await createUsageTables(database, dialect);
      await orderSecretUses(database, dialect);
    },
  };
}

async function createUserTables(database: Kysely<unknown>, bytes: Bytes): Promise<void> {
  await create(database, "users")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("email", "text", (column) => column.notNull().unique())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("is_operator", "integer", (column) => column.notNull())
    .addColumn("password_hash", "text")
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("last_signed_in_at", "bigint")
    .execute();
  await create(database, "memberships")
    .addColumn("user_id", "text", (column) => column.notNull().references("users.id"))
    .addColumn("organization_id", "text", (column) => column.notNull().references("organizations.id"))
    .addColumn("role", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("memberships_key", ["user_id", "organization_id"])
    .execute();
  await create(database, "passkeys")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("user_id", "text", (column) => column.notNull().references("users.id"))
    .addColumn("public_key", bytes, (column) => column.notNull())
    .addColumn("counter", "bigint", (column) => column.notNull())
    .addColumn("transports", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("is_synced", "integer", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("last_used_at", "bigint")
    .execute();
  await create(database, "recovery_codes")
    .addColumn("user_id", "text", (column) => column.notNull().references("users.id"))
    .addColumn("hash", "text", (column) => column.notNull())
    .addColumn("used_at", "bigint")
    .addPrimaryKeyConstraint("recovery_codes_key", ["user_id", "hash"])
    .execute();
  await index(database, "memberships_by_organization", "memberships", ["organization_id"]);
  await index(database, "passkeys_by_user", "passkeys", ["user_id"]);
}

async function createAccessTables(database: Kysely<unknown>, bytes: Bytes): Promise<void> {
  await create(database, "one_time_links")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("token_hash", bytes, (column) => column.notNull().unique())
    .addColumn("user_id", "text")
    .addColumn("organization_id", "text")
    .addColumn("role", "text")
    .addColumn("email", "text")
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("created_by", "text", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .addColumn("used_at", "bigint")
    .execute();
  await create(database, "sessions")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("token_hash", bytes, (column) => column.notNull().unique())
    .addColumn("user_id", "text", (column) => column.notNull().references("users.id"))
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("last_seen_at", "bigint", (column) => column.notNull())
    .addColumn("confirmed_at", "bigint", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("user_agent", "text", (column) => column.notNull())
    .execute();
  await create(database, "used_challenges")
    .addColumn("challenge", "text", (column) => column.primaryKey())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .execute();
  await create(database, "admin_tokens")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("hint", "text", (column) => column.notNull())
    .addColumn("token_hash", bytes, (column) => column.notNull().unique())
    .addColumn("organization_id", "text")
    .addColumn("scopes", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("created_by", "text", (column) => column.notNull())
    .addColumn("expires_at", "bigint")
    .addColumn("revoked_at", "bigint")
    .addColumn("last_used_at", "bigint")
    .addColumn("last_used_from", "text")
    .execute();
  await create(database, "idempotency_keys")
    .addColumn("caller", "text", (column) => column.notNull())
    .addColumn("key", "text", (column) => column.notNull())
    .addColumn("request_hash", "text", (column) => column.notNull())
    .addColumn("answer", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("idempotency_keys_key", ["caller", "key"])
    .execute();
  await index(database, "sessions_by_user", "sessions", ["user_id"]);
  await index(database, "sessions_by_last_seen", "sessions", ["last_seen_at"]);
  await index(database, "idempotency_keys_by_time", "idempotency_keys", ["created_at"]);
}

async function extendClients(database: Kysely<unknown>): Promise<void> {
  const { schema } = database;
  for (const table of ["organizations", "clients", "resources"])
    await schema
      .alterTable(table)
      .addColumn("version", "integer", (column) => column.notNull().defaultTo(1))
      .execute();
  await schema.alterTable("clients").addColumn("last_used_at", "bigint").execute();
  await sql`update clients set last_used_at = (select max(last_used_at) from secret_uses where client_id = clients.id)`.execute(
    database,
  );
  await schema.alterTable("client_secrets").addColumn("created_by", "text").execute();
  await schema.alterTable("client_secrets").addColumn("replaced_by", "text").execute();
  await schema.alterTable("client_secrets").addColumn("expires_at_before", "bigint").execute();
  await sql`create index client_secrets_by_expiry on client_secrets (coalesce(expires_at, 0), id)`.execute(database);
  await schema
    .alterTable("resource_scopes")
    .addColumn("is_restricted", "integer", (column) => column.notNull().defaultTo(0))
    .execute();
  // Of clients that are gone nobody asks what they could ask for, and scopes that they alone had can be removed.
  await sql`delete from client_grants where client_id in (select id from clients where deleted_at is not null)`.execute(
    database,
  );
  await index(database, "client_grants_by_resource", "client_grants", ["resource_id", "scopes"]);
  // As lists are sorted: the two databases differ in where they put null, and people do not care for capitals.
  await sql`create index clients_by_name on clients (lower(name), id)`.execute(database);
  await index(database, "clients_counted", "clients", ["organization_id", "deleted_at"]);
  await sql`create index clients_by_last_use on clients (coalesce(last_used_at, 0), id)`.execute(database);
}

async function extendAuditEvents(database: Kysely<unknown>, dialect: "sqlite" | "postgres"): Promise<void> {
  const { schema } = database;
  await schema.alterTable("audit_events").addColumn("sequence", "bigint").execute();
  for (const name of ["mac", "address", "user_agent", "before", "after"])
    await schema.alterTable("audit_events").addColumn(name, "text").execute();
  await schema.createIndex("audit_events_by_sequence").on("audit_events").column("sequence").unique().execute();
  await index(database, "audit_events_by_organization", "audit_events", ["organization_id", "at"]);
  await index(database, "audit_events_by_subject", "audit_events", ["subject_id", "at"]);
  await index(database, "audit_events_by_actor", "audit_events", ["actor", "at"]);
  await create(database, "audit_heads")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("sequence", "bigint", (column) => column.notNull())
    .addColumn("mac", "text", (column) => column.notNull())
    .addColumn("seal", "text", (column) => column.notNull())
    .execute();
  await keepAuditEvents(database, dialect);
}

// Entries of the chain are not changed, and go only when the anchor has passed them. The HMAC is what proves it; this stops mistakes.
async function keepAuditEvents(database: Kysely<unknown>, dialect: "sqlite" | "postgres"): Promise<void> {
  const isKept = sql`old.sequence > coalesce((select sequence from audit_heads where name = 'anchor'), 0)`;
  if (dialect === "sqlite") {
    const refuse = sql`begin select raise(abort, 'audit events are append-only'); end`;
    await sql`create trigger audit_events_unchanged before update on audit_events when old.sequence is not null ${refuse}`.execute(
      database,
    );
    await sql`create trigger audit_events_kept before delete on audit_events when ${isKept} ${refuse}`.execute(
      database,
    );
    return;
  }
  await sql`
    create function refuse_audit_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'TRUNCATE' then raise exception 'audit events are append-only'; end if;
      if tg_op = 'UPDATE' and old.sequence is null then return new; end if;
      if tg_op = 'DELETE' and (${isKept}) is not true then return old; end if;
      raise exception 'audit events are append-only';
    end $$`.execute(database);
  await sql`
    create trigger audit_events_kept before update or delete on audit_events
    for each row execute function refuse_audit_change()`.execute(database);
  await sql`
    create trigger audit_events_not_emptied before truncate on audit_events
    for each statement execute function refuse_audit_change()`.execute(database);
}

// By time: old rows are dropped by the key, the only index there is. Charts of one client look up each of their minutes or hours.
async function createUsageTables(database: Kysely<unknown>, dialect: "sqlite" | "postgres"): Promise<void> {
  const storedByKey = dialect === "sqlite" ? sql`without rowid` : sql``;
  await create(database, "usage_counts")
    .addColumn("client_id", "text", (column) => column.notNull())
    .addColumn("span", "text", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("secret_id", "text", (column) => column.notNull())
    .addColumn("issued", "bigint", (column) => column.notNull())
    .addColumn("denied", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("usage_counts_key", ["span", "at", "client_id", "secret_id"])
    .modifyEnd(storedByKey)
    .execute();
  await create(database, "organization_uses")
    .addColumn("organization_id", "text", (column) => column.primaryKey())
    .addColumn("last_used_at", "bigint", (column) => column.notNull())
    .execute();
  await sql`
    insert into organization_uses select organization_id, max(last_used_at) from clients
    where last_used_at is not null group by organization_id`.execute(database);
  await create(database, "client_activity")
    .addColumn("client_id", "text", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("outcome", "text", (column) => column.notNull())
    .addColumn("secret_id", "text", (column) => column.notNull())
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("user_agent", "text", (column) => column.notNull())
    .addColumn("last_at", "bigint", (column) => column.notNull())
    .addColumn("count", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("client_activity_key", [
      "at",
      "client_id",
      "outcome",
      "secret_id",
      "reason",
      "address",
      "user_agent",
    ])
    .modifyEnd(storedByKey)
    .execute();
}

// By client: what is written together lies together, and the uses of a client's secrets need no index.
async function orderSecretUses(database: Kysely<unknown>, dialect: "sqlite" | "postgres"): Promise<void> {
  await database.schema.alterTable("secret_uses").renameTo("secret_uses_by_id").execute();
  await create(database, "secret_uses")
    .addColumn("client_id", "text", (column) => column.notNull())
    .addColumn("secret_id", "text", (column) => column.notNull())
    .addColumn("first_used_at", "bigint", (column) => column.notNull())
    .addColumn("last_used_at", "bigint", (column) => column.notNull())
    .addColumn("last_used_from", "text", (column) => column.notNull())
    .addColumn("last_used_user_agent", "text")
    .addColumn("tokens_issued", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("secret_uses_key", ["client_id", "secret_id"])
    .modifyEnd(dialect === "sqlite" ? sql`without rowid` : sql``)
    .execute();
  await sql`
    insert into secret_uses (client_id, secret_id, first_used_at, last_used_at, last_used_from, tokens_issued)
    select client_id, secret_id, first_used_at, last_used_at, last_used_from, tokens_issued from secret_uses_by_id`.execute(
    database,
  );
  await database.schema.dropTable("secret_uses_by_id").execute();
}

function create(database: Kysely<unknown>, name: string): CreateTableBuilder<string, never> {
  return database.schema.createTable(name);
}

async function index(
  database: Kysely<unknown>,
  name: string,
  table: string,
  columns: readonly string[],
): Promise<void> {
  await database.schema
    .createIndex(name)
    .on(table)
    .columns([...columns])
    .execute();
}
