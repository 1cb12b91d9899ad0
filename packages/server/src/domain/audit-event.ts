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
  "organization.renamed",
  "organization.deleted",
  "member.joined",
  "member.role_changed",
  "member.removed",
  "operator.joined",
  "operator.removed",
  "invitation.created",
  "invitation.withdrawn",
  "link.created",
  "user.created",
  "user.changed",
  "user.signed_in",
  "user.signed_out",
  "user.sign_in_denied",
  "user.confirmed",
  "passkey.added",
  "passkey.removed",
  "password.changed",
  "recovery_codes.renewed",
  "recovery_code.used",
  "session.ended",
  "admin_token.created",
  "admin_token.revoked",
  "client.changed",
  "client.grant_removed",
  "secret.changed",
  "secret.rotation_cancelled",
  "secret.rotation_ended",
  "resource.scope_defined",
  "resource.scope_removed",
  "token.denied",
  "audit.exported",
  "audit.pruned",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Named in snake_case, which the type asks for as far as it can. Times are text of RFC 3339: `auditTime`. */
type AuditDetails = Readonly<Record<Lowercase<string>, string | number | boolean | null>>;

export interface AuditEvent {
  readonly id: string;
  readonly at: number;
  /** Who did it: `user:ID`, `admin_token:ID`, `client:ID`, `cli:USER` or `server`. */
  readonly actor: string;
  readonly action: AuditAction;
  /** The id of what was changed. */
  readonly subjectId: string;
  readonly organizationId: string | undefined;
  readonly origin: { readonly address: string; readonly userAgent: string | undefined } | undefined;
  readonly before: AuditDetails | undefined;
  readonly after: AuditDetails | undefined;
  readonly details: AuditDetails;
}
