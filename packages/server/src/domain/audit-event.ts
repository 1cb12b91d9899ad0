/** What can happen to what this service stores. The subject is named, secrets never. */
export const AUDIT_ACTIONS = [
  "organization.created",
  "client.created",
  "client.imported",
  "client.disabled",
  "client.enabled",
  "client.deleted",
  "client.granted",
  "client.tokens_ended",
  "secret.created",
  "secret.revoked",
  "secret.tokens_ended",
  "secret.expiry_changed",
  "token.revoked",
  "resource.created",
  "resource.changed",
  "signing_key.created",
  "signing_key.activated",
  "signing_key.removed",
  "master_key.changed",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export interface AuditEvent {
  readonly id: string;
  readonly at: number;
  /** Who did it: `cli:USER`, `server`, later a user's id. */
  readonly actor: string;
  readonly action: AuditAction;
  /** The id of what was changed. */
  readonly subjectId: string;
  readonly organizationId: string | undefined;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
}
