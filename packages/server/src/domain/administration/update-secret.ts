import type { ClientDetails } from "../client.ts";
import { type SecretDetails, secretState } from "../client-secret.ts";
import type { ClientId } from "../identifier.ts";
import { type Changed, lockAndFindClient, markClientChanged } from "./change-client.ts";
import { expiryProblem } from "./expiry-problem.ts";
import { auditTime, type Change, isProblem, type Problem, problem, recordAudit } from "./outcome.ts";

export interface SecretUpdate {
  /** Undefined: as it is; null: none. */
  readonly label?: string | null | undefined;
  /** Undefined: as it is; null: never. */
  readonly expiresAt?: number | null | undefined;
}

/** Changes what the request names, and leaves the rest. */
export async function updateSecret(
  change: Change,
  clientId: ClientId,
  secretId: string,
  update: SecretUpdate,
): Promise<Changed | Problem> {
  const past = expiryProblem(update.expiresAt, change.now);
  if (past !== undefined) return past;
  const client = await lockAndFindClient(change, clientId);
  if (isProblem(client)) return client;
  const secret = client.secrets.find(({ id }) => id === secretId);
  if (secret === undefined) return problem("not_found", `the client ${clientId} has no secret ${secretId}`);
  const impossible = expiryConflict(secret, update, change.now);
  if (impossible !== undefined) return impossible;
  const label = update.label === undefined ? secret.label : (update.label ?? undefined);
  const isLabelNew = label !== secret.label;
  const expiresAt = update.expiresAt === undefined ? secret.expiresAt : (update.expiresAt ?? undefined);
  const isExpiryNew = expiresAt !== secret.expiresAt;
  if (isLabelNew) {
    await change.transaction.secrets.setLabel(secret.id, label);
    await recordAudit(change, "secret.changed", secret.id, {
      organizationId: client.organizationId,
      before: { label: secret.label ?? null },
      after: { label: label ?? null },
      details: { client: client.id, hint: secret.hint },
    });
  }
  if (isExpiryNew) await setExpiry(change, client, secret.id, expiresAt);
  if (isLabelNew || isExpiryNew) await markClientChanged(change, client.id);
  return { kind: "changed", isNew: isLabelNew || isExpiryNew };
}

// What has ended stays ended: it may be known to others, and its hash may be forgotten.
function expiryConflict(secret: SecretDetails, { expiresAt }: SecretUpdate, now: number): Problem | undefined {
  if (expiresAt === undefined) return undefined;
  const state = secretState(secret, now);
  if (state !== "live")
    return problem("conflict", `the secret …${secret.hint} is ${state} and stays so: make a new one`);
  if (expiresAt === null && secret.replacedBy !== undefined)
    return problem(
      "conflict",
      `a rotation replaces the secret …${secret.hint}: cancel the rotation, and it goes on as before`,
    );
  return undefined;
}

/** Sets when a secret ends, and writes its audit event. */
export async function setExpiry(
  change: Change,
  client: ClientDetails,
  secretId: string,
  expiresAt: number | undefined,
): Promise<void> {
  const secret = client.secrets.find(({ id }) => id === secretId);
  await change.transaction.secrets.setExpiry(secretId, expiresAt);
  await recordAudit(change, "secret.expiry_changed", secretId, {
    organizationId: client.organizationId,
    before: { expires_at: auditTime(secret?.expiresAt) },
    after: { expires_at: auditTime(expiresAt) },
    details: { client: client.id, hint: secret?.hint ?? null },
  });
}
