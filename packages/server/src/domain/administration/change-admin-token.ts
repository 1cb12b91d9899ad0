import { newIdentifier } from "../identifier.ts";
import { type AdminToken, type AdminTokenScope, adminTokenHint, newAdminTokenText } from "../people/admin-token.ts";
import type { SecretText } from "../secret-text.ts";
import type { TokenHasher } from "../token-hasher.ts";
import { expiryProblem } from "./expiry-problem.ts";
import { auditTime, type Change, type Problem, problem, recordAudit } from "./outcome.ts";

export interface AdminTokenRequest {
  readonly name: string;
  /** Undefined: it acts as an operator. */
  readonly organizationId: string | undefined;
  readonly scopes: readonly AdminTokenScope[];
  readonly expiresAt: number | undefined;
}

export interface CreatedAdminToken {
  readonly kind: "admin_token_created";
  readonly token: AdminToken;
  /** To be shown once. */
  readonly text: SecretText;
}

/** Whoever calls this has checked that the caller may. */
export async function createAdminToken(
  change: Change,
  { name, organizationId, scopes, expiresAt }: AdminTokenRequest,
  hasher: TokenHasher,
): Promise<CreatedAdminToken | Problem> {
  const { organizations, adminTokens } = change.transaction;
  const past = expiryProblem(expiresAt, change.now);
  if (past !== undefined) return past;
  if (organizationId !== undefined && (await organizations.find(organizationId))?.id !== organizationId)
    return problem("not_found", `there is no organization ${organizationId}`);
  const text = newAdminTokenText();
  const token: AdminToken = {
    ...{ id: newIdentifier("adm"), name, hint: adminTokenHint(text), organizationId, scopes: [...new Set(scopes)] },
    ...{ createdAt: change.now, createdBy: change.actor, expiresAt },
    ...{ revokedAt: undefined, lastUsedAt: undefined, lastUsedFrom: undefined },
  };
  await adminTokens.insert(token, hasher.hash("admin_token", text.reveal()));
  await recordAudit(change, "admin_token.created", token.id, {
    organizationId,
    after: { name, scopes: token.scopes.join(" "), expires_at: auditTime(expiresAt) },
  });
  return { kind: "admin_token_created", token, text };
}

export interface RevokedAdminToken {
  readonly kind: "admin_token_revoked";
  /** False: it was so already. */
  readonly isNew: boolean;
}

/** From the next request on. `isVisible`: whether the caller may know of the token; what they may not does not exist for them. */
export async function revokeAdminToken(
  change: Change,
  id: string,
  isVisible: (token: AdminToken) => boolean,
): Promise<RevokedAdminToken | Problem> {
  const token = await change.transaction.adminTokens.find(id);
  if (token === undefined || !isVisible(token)) return problem("not_found", `there is no admin token ${id}`);
  if (token.revokedAt !== undefined) return { kind: "admin_token_revoked", isNew: false };
  await change.transaction.adminTokens.setRevoked(id, change.now);
  await recordTokenRevoked(change, token);
  return { kind: "admin_token_revoked", isNew: true };
}

/** Writes the audit event of a token that was revoked. */
export function recordTokenRevoked(change: Change, { id, name, organizationId }: AdminToken): Promise<void> {
  return recordAudit(change, "admin_token.revoked", id, { organizationId, details: { name } });
}
