import type { ClientDetails } from "../client.ts";
import { type ClientSecret, LIVE_SECRETS_MAX, newSecretText, secretState } from "../client-secret.ts";
import type { ClientId } from "../identifier.ts";
import { COMPARED_SECRETS_MAX } from "../secret-check.ts";
import type { SecretHasher } from "../secret-hasher.ts";
import type { SecretText } from "../secret-text.ts";
import { lockAndFindClient } from "./change-client.ts";
import { insertSecret } from "./create-client.ts";
import { type Change, isProblem, type Problem, problem, recordAudit } from "./outcome.ts";

export interface RotationRequest {
  readonly clientId: ClientId;
  /** How long the old secret goes on. 0: it ends now. */
  readonly overlapMilliseconds: number;
  readonly label?: string | undefined;
  readonly expiresAt?: number | undefined;
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
  request: RotationRequest,
  hasher: SecretHasher,
): Promise<RotatedSecret | Problem> {
  const client = await lockAndFindClient(change, request.clientId);
  if (isProblem(client)) return client;
  const live = client.secrets.filter((secret) => secretState(secret, change.now) === "live");
  if (live.length >= LIVE_SECRETS_MAX)
    return problem(
      "conflict",
      `the client has ${live.length} live secrets (…${live.map((secret) => secret.hint).join(", …")}): wait for one to end, or revoke one first`,
    );
  const endsAt = change.now + request.overlapMilliseconds;
  const ending = live.map((secret) => ({ ...secret, expiresAt: Math.min(secret.expiresAt ?? endsAt, endsAt) }));
  for (const secret of ending) {
    await change.transaction.secrets.setExpiry(secret.id, secret.expiresAt);
    await recordAudit(change, "secret.expiry_changed", secret.id, {
      organizationId: client.organizationId,
      details: { client: client.id, expiresAt: secret.expiresAt },
    });
  }
  const text = newSecretText();
  const secret = await insertSecret(
    change,
    { clientId: client.id, text, label: request.label, expiresAt: request.expiresAt },
    hasher,
  );
  await change.transaction.secrets.forgetOldHashes(client.id, COMPARED_SECRETS_MAX);
  await recordAudit(change, "secret.created", secret.id, {
    organizationId: client.organizationId,
    details: { client: client.id, hint: secret.hint },
  });
  change.transaction.recordChange({ kind: "client", subjectId: client.id });
  return { kind: "rotated", secret, text, ending };
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
    details: { client: client.id, hint: secret.hint },
  });
  change.transaction.recordChange({ kind: "client", subjectId: client.id });
  return { kind: "revoked", secret: { ...secret, revokedAt: change.now }, liveLeft };
}

// Also for a secret that was revoked before: that its tokens have to go is often found out later.
async function endTokensOf(change: Change, client: ClientDetails, secret: ClientSecret): Promise<void> {
  change.transaction.recordRevocation({ kind: "credential", credentialId: secret.id });
  await recordAudit(change, "secret.tokens_ended", secret.id, {
    organizationId: client.organizationId,
    details: { client: client.id },
  });
}
