import type { ClientDetails } from "../client.ts";
import {
  type ClientSecret,
  LIVE_SECRETS_MAX,
  type NewClientSecret,
  newSecretText,
  secretHint,
  secretState,
} from "../client-secret.ts";
import { type ClientId, newIdentifier } from "../identifier.ts";
import { COMPARED_SECRETS_MAX } from "../secret-check.ts";
import type { SecretHasher } from "../secret-hasher.ts";
import type { SecretText } from "../secret-text.ts";
import { lockAndFindClient, markClientChanged } from "./change-client.ts";
import { expiryProblem } from "./expiry-problem.ts";
import { auditTime, type Change, isProblem, type Problem, problem, recordAudit } from "./outcome.ts";

export interface SecretRequest {
  readonly clientId: ClientId;
  readonly label?: string | undefined;
  readonly expiresAt?: number | undefined;
}

export interface CreatedSecret {
  readonly kind: "created";
  readonly secret: ClientSecret;
  /** To be shown once. */
  readonly text: SecretText;
}

/** One more secret; those that live go on. */
export async function createSecret(
  change: Change,
  request: SecretRequest,
  hasher: SecretHasher,
): Promise<CreatedSecret | Problem> {
  const past = expiryProblem(request.expiresAt, change.now);
  if (past !== undefined) return past;
  const client = await lockAndFindClient(change, request.clientId);
  if (isProblem(client)) return client;
  const tooMany = thirdSecretProblem(client, change.now);
  if (tooMany !== undefined) return tooMany;
  const text = newSecretText();
  const secret = await addSecret(change, client, { text, label: request.label, expiresAt: request.expiresAt }, hasher);
  await markClientChanged(change, client.id);
  return { kind: "created", secret, text };
}

/** At most two secrets live at once. */
export function thirdSecretProblem({ secrets }: ClientDetails, now: number): Problem | undefined {
  const live = secrets.filter((secret) => secretState(secret, now) === "live");
  if (live.length < LIVE_SECRETS_MAX) return undefined;
  const hints = live.map(({ hint }) => `…${hint}`).join(", ");
  return problem(
    "conflict",
    `the client has ${live.length} live secrets (${hints}): wait for one to end, or revoke one first`,
  );
}

interface SecretParts {
  readonly text: SecretText;
  readonly label: string | undefined;
  readonly expiresAt: number | undefined;
}

/** Stores a new secret of a client that has others, and its audit event. */
export async function addSecret(
  change: Change,
  client: ClientDetails,
  parts: SecretParts,
  hasher: SecretHasher,
): Promise<ClientSecret> {
  const secret = await insertSecret(change, { clientId: client.id, ...parts }, hasher);
  await change.transaction.secrets.forgetHashes(client.id, [secret.id, ...secretsToRecognise(client, change.now)]);
  await recordAudit(change, "secret.created", secret.id, {
    organizationId: client.organizationId,
    after: { label: secret.label ?? null, expires_at: auditTime(secret.expiresAt) },
    details: { client: client.id, hint: secret.hint },
  });
  return secret;
}

// Beside a new one: those that live, however old they are, and of the dead the newest, for the log to tell that it is still used.
function secretsToRecognise({ secrets }: ClientDetails, now: number): readonly string[] {
  const isLive = (secret: ClientSecret) => secretState(secret, now) === "live";
  const ranked = [...secrets.filter(isLive), ...secrets.filter((secret) => !isLive(secret))];
  return ranked.slice(0, COMPARED_SECRETS_MAX - 1).map(({ id }) => id);
}

/** Stores a secret's hash and what people tell it by. */
export async function insertSecret(
  change: Change,
  { clientId, text, label, expiresAt }: SecretParts & { readonly clientId: ClientId },
  hasher: SecretHasher,
): Promise<ClientSecret> {
  const stored: NewClientSecret = {
    id: newIdentifier("cred"),
    hint: secretHint(text),
    label,
    hash: hasher.hash(clientId, text.reveal()),
    createdAt: change.now,
    createdBy: change.actor,
    expiresAt,
    revokedAt: undefined,
  };
  await change.transaction.secrets.insert(clientId, stored);
  return stored;
}
