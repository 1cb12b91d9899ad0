import type { ColumnType, Selectable } from "kysely";
import type { UsageSpan } from "../domain/usage.ts";

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
  readonly organization_uses: OrganizationUsesTable;
  readonly audit_events: AuditEventsTable;
  readonly change_log: ChangeLogTable;
  readonly change_position: ChangePositionTable;
  readonly revocations: RevocationsTable;
  readonly revocation_sequence: RevocationSequenceTable;
  readonly users: UsersTable;
  readonly memberships: MembershipsTable;
  readonly passkeys: PasskeysTable;
  readonly recovery_codes: RecoveryCodesTable;
  readonly one_time_links: OneTimeLinksTable;
  readonly sessions: SessionsTable;
  readonly used_challenges: UsedChallengesTable;
  readonly admin_tokens: AdminTokensTable;
  readonly idempotency_keys: IdempotencyKeysTable;
  readonly audit_heads: AuditHeadsTable;
  readonly usage_counts: UsageCountsTable;
  readonly client_activity: ClientActivityTable;
}

/** Of rows that people change: raised by every change, and sent as `ETag`. */
type Version = ColumnType<number, number | undefined, number>;
type Nullable<Value> = ColumnType<Value | null, Value | null | undefined, Value | null>;

export interface OrganizationsTable {
  id: string;
  name: string;
  created_at: Milliseconds;
  version: Version;
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
  version: Version;
  /** Of its secrets the latest, to the minute, so that lists can be sorted by it. */
  last_used_at: Nullable<Milliseconds>;
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
  created_by: Nullable<string>;
  /** The secret that a rotation put in its place. */
  replaced_by: Nullable<string>;
  /** When it would have ended without the rotation, for cancelling that. */
  expires_at_before: Nullable<Milliseconds>;
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
  version: Version;
}

export interface ResourceScopesTable {
  resource_id: string;
  name: string;
  description: string;
  /** Operators alone may let clients ask for it. */
  is_restricted: ColumnType<Flag, Flag | undefined, Flag>;
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
  last_used_user_agent: Nullable<string>;
}

/** Apart from the organization, which people change: usage waits for none of them, and they not for it. */
export interface OrganizationUsesTable {
  organization_id: string;
  last_used_at: Milliseconds;
}

export interface AuditEventsTable {
  id: string;
  at: Milliseconds;
  actor: string;
  action: string;
  subject_id: string;
  organization_id: string | null;
  /** JSON object. */
  details: string;
  /** Its place in the chain; null: older than the chain. */
  sequence: Nullable<number>;
  /** Hexadecimal HMAC over the entry and the one before. */
  mac: Nullable<string>;
  address: Nullable<string>;
  user_agent: Nullable<string>;
  /** JSON objects. */
  before: Nullable<string>;
  after: Nullable<string>;
}

/** `head`: the last entry. `anchor`: the last one that was pruned. */
export interface AuditHeadsTable {
  name: string;
  sequence: number;
  mac: string;
  /** Hexadecimal HMAC over the three. */
  seal: string;
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

export interface UsersTable {
  id: string;
  /** Lower case; what people sign in with where they have no passkey. */
  email: string;
  name: string;
  is_operator: Flag;
  /** argon2id, in its own text format. */
  password_hash: string | null;
  created_at: Milliseconds;
  last_signed_in_at: Milliseconds | null;
}

export interface MembershipsTable {
  user_id: string;
  organization_id: string;
  role: string;
  created_at: Milliseconds;
}

export interface PasskeysTable {
  /** The credential id, base64url. */
  id: string;
  user_id: string;
  /** COSE. */
  public_key: Bytes;
  counter: number;
  /** JSON array. */
  transports: string;
  name: string;
  is_synced: Flag;
  created_at: Milliseconds;
  last_used_at: Milliseconds | null;
}

export interface RecoveryCodesTable {
  user_id: string;
  /** HMAC under the pepper, base64url. */
  hash: string;
  used_at: Milliseconds | null;
}

export interface OneTimeLinksTable {
  id: string;
  kind: string;
  token_hash: Bytes;
  /** Of a sign-in link: whom it signs in. */
  user_id: string | null;
  organization_id: string | null;
  role: string | null;
  email: string | null;
  created_at: Milliseconds;
  created_by: string;
  expires_at: Milliseconds;
  used_at: Milliseconds | null;
}

export interface SessionsTable {
  id: string;
  token_hash: Bytes;
  user_id: string;
  created_at: Milliseconds;
  last_seen_at: Milliseconds;
  /** When the passkey or password was last given. */
  confirmed_at: Milliseconds;
  address: string;
  user_agent: string;
}

/** Challenges of ceremonies that succeeded: none succeeds twice. */
export interface UsedChallengesTable {
  challenge: string;
  expires_at: Milliseconds;
}

export interface AdminTokensTable {
  id: string;
  name: string;
  hint: string;
  token_hash: Bytes;
  organization_id: string | null;
  /** Space-delimited. */
  scopes: string;
  created_at: Milliseconds;
  created_by: string;
  expires_at: Milliseconds | null;
  revoked_at: Milliseconds | null;
  last_used_at: Milliseconds | null;
  last_used_from: string | null;
}

export interface IdempotencyKeysTable {
  caller: string;
  key: string;
  request_hash: string;
  /** JSON, without the secret. */
  answer: string;
  created_at: Milliseconds;
}

/**
 * How often a secret was used from `at` on, for a span of time. An empty secret id: none of the client's. An empty client id: of all clients
 * of an organization, whose id is in place of the secret's; both empty: of requests that named no client that exists.
 */
export interface UsageCountsTable {
  client_id: string;
  span: UsageSpan;
  secret_id: string;
  at: Milliseconds;
  issued: number;
  denied: number;
}

/** Alike requests of an hour. */
export interface ClientActivityTable {
  client_id: string;
  at: Milliseconds;
  outcome: string;
  secret_id: string;
  reason: string;
  address: string;
  user_agent: string;
  last_at: Milliseconds;
  count: number;
}
