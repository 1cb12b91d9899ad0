import type { SigningAlgorithm } from "../resource.ts";
import { activeKey, PUBLISH_WINDOW_MILLISECONDS, type SigningKey, scheduledKey, waitingKey } from "../signing-key.ts";
import { auditTime, type Change, type Problem, problem, recordAudit } from "./outcome.ts";

/** Makes a key that signs nothing yet. */
export type GenerateKey = (algorithm: SigningAlgorithm, createdAt: number) => Promise<SigningKey>;

export interface RotatedKeys {
  readonly kind: "rotated";
  /** The key that signs from `activatesAt` on. */
  readonly next: SigningKey;
  readonly activatesAt: number;
  readonly removed: SigningKey | undefined;
}

/**
 * The key that waits is given a time: now when verifiers have had the time to see it, else the end of its publish window. Another one is
 * made to wait in its place.
 */
export async function rotateSigningKey(
  change: Change,
  algorithm: SigningAlgorithm,
  generateKey: GenerateKey,
): Promise<RotatedKeys | Problem> {
  const { transaction, now } = change;
  await transaction.serialize();
  const keys = await transaction.signingKeys.list();
  const scheduled = scheduledKey(keys, algorithm, now);
  if (scheduled?.activatesAt !== undefined)
    return problem(
      "conflict",
      `a rotation is under way: the key ${scheduled.kid} signs from ${new Date(scheduled.activatesAt).toISOString()}`,
    );
  const next = waitingKey(keys, algorithm) ?? (await insertKey(change, algorithm, generateKey));
  const activatesAt = Math.max(now, next.createdAt + PUBLISH_WINDOW_MILLISECONDS);
  await activate(change, next, activatesAt);
  await insertKey(change, algorithm, generateKey);
  return { kind: "rotated", next, activatesAt, removed: undefined };
}

/**
 * For a stolen key: it leaves the key set at once and signs no more, and the revocation list names it (T13); the next one signs from now on,
 * seen before or not.
 */
export async function replaceSigningKey(
  change: Change,
  algorithm: SigningAlgorithm,
  generateKey: GenerateKey,
): Promise<RotatedKeys | Problem> {
  const { transaction, now } = change;
  await transaction.serialize();
  const keys = await transaction.signingKeys.list();
  const removed = activeKey(keys, algorithm, now);
  if (removed !== undefined) {
    await transaction.signingKeys.setTimes({ ...removed, removedAt: now });
    transaction.recordRevocation({ kind: "signing_key", kid: removed.kid });
    await recordAudit(change, "signing_key.removed", removed.kid, { details: { algorithm } });
  }
  const next =
    scheduledKey(keys, algorithm, now) ??
    waitingKey(keys, algorithm) ??
    (await insertKey(change, algorithm, generateKey));
  await activate(change, next, now);
  if (
    waitingKey(
      keys.filter((key) => key.kid !== next.kid),
      algorithm,
    ) === undefined
  )
    await insertKey(change, algorithm, generateKey);
  return { kind: "rotated", next, activatesAt: now, removed };
}

/** Every algorithm has a key that signs and one that waits, from the first start on. */
export async function ensureSigningKeys(
  change: Change,
  algorithms: readonly SigningAlgorithm[],
  generateKey: GenerateKey,
): Promise<void> {
  const keys = await change.transaction.signingKeys.list();
  for (const algorithm of algorithms) {
    if (activeKey(keys, algorithm, change.now) === undefined && scheduledKey(keys, algorithm, change.now) === undefined)
      await activate(change, await insertKey(change, algorithm, generateKey), change.now);
    if (waitingKey(keys, algorithm) === undefined) await insertKey(change, algorithm, generateKey);
  }
}

async function insertKey(change: Change, algorithm: SigningAlgorithm, generateKey: GenerateKey): Promise<SigningKey> {
  const key = await generateKey(algorithm, change.now);
  await change.transaction.signingKeys.insert(key);
  await recordAudit(change, "signing_key.created", key.kid, { details: { algorithm } });
  change.transaction.recordChange({ kind: "signing_key", subjectId: key.kid });
  return key;
}

async function activate(change: Change, key: SigningKey, activatesAt: number): Promise<void> {
  await change.transaction.signingKeys.setTimes({ ...key, activatesAt });
  await recordAudit(change, "signing_key.activated", key.kid, {
    details: { algorithm: key.algorithm, activates_at: auditTime(activatesAt) },
  });
  change.transaction.recordChange({ kind: "signing_key", subjectId: key.kid });
}
