import type { ClientDetails } from "../client.ts";
import { type ClientSecret, newSecretText, secretState } from "../client-secret.ts";
import type { ClientId } from "../identifier.ts";
import type { SecretHasher } from "../secret-hasher.ts";
import type { SecretText } from "../secret-text.ts";
import { lockAndFindClient, markClientChanged } from "./change-client.ts";
import { addSecret, type SecretRequest, thirdSecretProblem } from "./create-secret.ts";
import { expiryProblem } from "./expiry-problem.ts";
import { auditTime, type Change, isProblem, type Problem, problem, recordAudit } from "./outcome.ts";
import { setExpiry } from "./update-secret.ts";

export interface RotationRequest extends SecretRequest {
  /** How long the old secret goes on. 0: it ends now. */
  readonly overlapMilliseconds: number;
}

export interface RotatedSecret {
  readonly kind: "rotated";
  readonly secret: ClientSecret;
  /** To be shown once. */
  readonly text: SecretText;
  /** The secrets that the new one replaces, with the time at which each ends. */
  readonly ending: readonly ClientSecret[];
}

/** A new secret beside the old one, which ends after the overlap: a rotation without an outage. */
export async function rotateSecret(
  change: Change,
  { clientId, overlapMilliseconds, label, expiresAt }: RotationRequest,
  hasher: SecretHasher,
): Promise<RotatedSecret | Problem> {
  const endsAt = change.now + overlapMilliseconds;
  const tooSoon = expiryProblem(expiresAt, change.now) ?? overlapProblem(expiresAt, endsAt);
  if (tooSoon !== undefined) return tooSoon;
  const client = await lockAndFindClient(change, clientId);
  if (isProblem(client)) return client;
  const tooMany = thirdSecretProblem(client, change.now);
  if (tooMany !== undefined) return tooMany;
  const text = newSecretText();
  const secret = await addSecret(change, client, { text, label, expiresAt }, hasher);
  const live = client.secrets.filter((old) => secretState(old, change.now) === "live");
  const ending = live.map((old) => ({ ...old, expiresAt: Math.min(old.expiresAt ?? endsAt, endsAt) }));
  for (const { id, expiresAt: before } of live)
    await change.transaction.secrets.setReplacement(id, { replacedBy: secret.id, expiresAtBefore: before });
  for (const old of ending) await setExpiry(change, client, old.id, old.expiresAt);
  await markClientChanged(change, client.id);
  return { kind: "rotated", secret, text, ending };
}

// Else there would be a time at which neither secret works.
function overlapProblem(expiresAt: number | undefined, overlapEndsAt: number): Problem | undefined {
  if (expiresAt === undefined || expiresAt > overlapEndsAt) return undefined;
  return problem("invalid", "the new secret must outlive the overlap", "expires_at");
}

export interface RevokedSecret {
  readonly kind: "revoked";
  readonly secret: ClientSecret;
  readonly liveLeft: number;
}

export interface RevocationOptions {
  /** Takes back what was issued for the secret, too; the tokens of the client's other secret go on. Default: false. */
  readonly withTokens?: boolean;
}

/** Ends a secret at once. `which` is its id, or its hint where that names one of the client's secrets. */
export async function revokeSecret(
  change: Change,
  clientId: ClientId,
  which: string,
  { withTokens = false }: RevocationOptions = {},
): Promise<RevokedSecret | Problem> {
  const client = await lockAndFindClient(change, clientId);
  if (isProblem(client)) return client;
  const matches = client.secrets.filter(
    (secret) => secret.id === which || (secret.hint === which && secret.revokedAt === undefined),
  );
  const [secret, second] = matches;
  if (secret === undefined) return problem("not_found", `the client ${clientId} has no secret with that id or hint`);
  if (second !== undefined)
    return problem("conflict", "several secrets of the client have that hint: name one by its id");
  const liveLeft = client.secrets.filter(
    (other) => other.id !== secret.id && secretState(other, change.now) === "live",
  ).length;
  if (withTokens) await endTokensOf(change, client, secret);
  if (secret.revokedAt !== undefined) return { kind: "revoked", secret, liveLeft };
  await change.transaction.secrets.setRevoked(secret.id, change.now);
  await recordAudit(change, "secret.revoked", secret.id, {
    organizationId: client.organizationId,
    after: { revoked_at: auditTime(change.now) },
    details: { client: client.id, hint: secret.hint },
  });
  await markClientChanged(change, client.id);
  return { kind: "revoked", secret: { ...secret, revokedAt: change.now }, liveLeft };
}

// Also for a secret that was revoked before: that its tokens have to go is often found out later.
async function endTokensOf(change: Change, client: ClientDetails, secret: ClientSecret): Promise<void> {
  change.transaction.recordRevocation({ kind: "credential", credentialId: secret.id });
  await recordAudit(change, "secret.tokens_ended", secret.id, {
    organizationId: client.organizationId,
    details: { client: client.id, hint: secret.hint },
  });
}
