import type { ColumnType, Selectable } from "kysely";

/** Booleans are 0 and 1, times are integer milliseconds in UTC, on both databases. */
type Flag = number;
type Milliseconds = number;
/** BLOB on SQLite, BYTEA on PostgreSQL. */
type Bytes = ColumnType<Uint8Array, Uint8Array, Uint8Array>;

export interface Schema {
  readonly organizations: OrganizationsTable;
  readonly clients: ClientsTable;
  readonly client_secrets: ClientSecretsTable;
  readonly client_grants: ClientGrantsTable;
  readonly resources: ResourcesTable;
  readonly resource_scopes: ResourceScopesTable;
  readonly signing_keys: SigningKeysTable;
  readonly wrapped_keys: WrappedKeysTable;
  readonly settings: SettingsTable;
  readonly secret_uses: SecretUsesTable;
  readonly audit_events: AuditEventsTable;
  readonly change_log: ChangeLogTable;
  readonly change_position: ChangePositionTable;
  readonly revocations: RevocationsTable;
  readonly revocation_sequence: RevocationSequenceTable;
}

export interface OrganizationsTable {
  id: string;
  name: string;
  created_at: Milliseconds;
}

export interface ClientsTable {
  id: string;
  organization_id: string;
  name: string;
  kind: string;
  authentication_method: string;
  is_enabled: Flag;
  generation: number;
  /** JSON object. */
  claims: string;
  created_at: Milliseconds;
  created_by: string;
  deleted_at: Milliseconds | null;
}

export interface ClientSecretsTable {
  id: string;
  client_id: string;
  hint: string;
  label: string | null;
  hash: ColumnType<Uint8Array | null, Uint8Array | null, Uint8Array | null>;
  created_at: Milliseconds;
  expires_at: Milliseconds | null;
  revoked_at: Milliseconds | null;
}
export type ClientSecretRow = Selectable<ClientSecretsTable>;

export interface ClientGrantsTable {
  client_id: string;
  resource_id: string;
  is_default: Flag;
  /** Space-delimited, as in RFC 6749 §3.3. */
  scopes: string;
  default_scopes: string;
}

export interface ResourcesTable {
  id: string;
  audience: string;
  name: string;
  signing_algorithm: string;
  token_lifetime_seconds: number | null;
  created_at: Milliseconds;
}

export interface ResourceScopesTable {
  resource_id: string;
  name: string;
  description: string;
}

export interface SigningKeysTable {
  kid: string;
  algorithm: string;
  public_jwk: string;
  ciphertext: Bytes;
  wrapped_by: string;
  created_at: Milliseconds;
  activates_at: Milliseconds | null;
  removed_at: Milliseconds | null;
}

export interface WrappedKeysTable {
  name: string;
  ciphertext: Bytes;
  wrapped_by: string;
  created_at: Milliseconds;
}

export interface SettingsTable {
  name: string;
  value: string;
}

export interface SecretUsesTable {
  secret_id: string;
  client_id: string;
  first_used_at: Milliseconds;
  last_used_at: Milliseconds;
  last_used_from: string;
  tokens_issued: number;
}

export interface AuditEventsTable {
  id: string;
  at: Milliseconds;
  actor: string;
  action: string;
  subject_id: string;
  organization_id: string | null;
  details: string;
}

export interface ChangeLogTable {
  position: number;
  kind: string;
  subject_id: string;
  at: Milliseconds;
}

/** One row. Its lock is what puts positions in the order of commits. */
export interface ChangePositionTable {
  id: number;
  position: number;
}

export interface RevocationsTable {
  sequence: number;
  kind: string;
  /** `jti`, `cred`, client id or `kid`. */
  subject_id: string;
  /** Of a client only. */
  generations_below: number | null;
  /** Seconds since 1970; null: it stays. */
  until_seconds: number | null;
}

/** One row: the last number that was given out, which is there when its revocation was pruned, too. */
export interface RevocationSequenceTable {
  id: number;
  sequence: number;
}
