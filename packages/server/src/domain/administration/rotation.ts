import { rotationUnderWay, secretState } from "../client-secret.ts";
import type { ClientId } from "../identifier.ts";
import { type Changed, lockAndFindClient, markClientChanged } from "./change-client.ts";
import { auditTime, type Change, isProblem, type Problem, problem, recordAudit } from "./outcome.ts";

/** The overlap is over: the old secret ends now. */
export async function endRotation(change: Change, clientId: ClientId): Promise<Changed | Problem> {
  const client = await lockAndFindClient(change, clientId);
  if (isProblem(client)) return client;
  const rotation = rotationUnderWay(client.secrets, change.now);
  if (rotation === undefined) return noRotation();
  const isOtherLive = client.secrets.some(
    (secret) => secret.id !== rotation.old.id && secretState(secret, change.now) === "live",
  );
  if (!isOtherLive)
    return problem(
      "conflict",
      `the last live secret cannot be ended by a rotation: the new one has ended, so cancel the rotation, or make another secret, before …${rotation.old.hint} ends`,
    );
  await change.transaction.secrets.setRevoked(rotation.old.id, change.now);
  await recordAudit(change, "secret.rotation_ended", rotation.old.id, {
    organizationId: client.organizationId,
    before: { expires_at: auditTime(rotation.endsAt) },
    after: { revoked_at: auditTime(change.now) },
    details: { client: client.id, hint: rotation.old.hint },
  });
  await markClientChanged(change, client.id);
  return { kind: "changed", isNew: true };
}

/**
 * The new secret ends now, and the old one goes on as if there had been no rotation. Where it would have ended by now, it keeps the end that it
 * was given since: cancelling takes nobody's last secret away.
 */
export async function cancelRotation(change: Change, clientId: ClientId): Promise<Changed | Problem> {
  const client = await lockAndFindClient(change, clientId);
  if (isProblem(client)) return client;
  const rotation = rotationUnderWay(client.secrets, change.now);
  if (rotation === undefined) return noRotation();
  const { old, newId } = rotation;
  const { secrets } = change.transaction;
  const fresh = client.secrets.find(({ id }) => id === newId);
  if (fresh !== undefined && fresh.revokedAt === undefined) await secrets.setRevoked(fresh.id, change.now);
  const isBeforeOver = old.expiresAtBefore !== undefined && old.expiresAtBefore <= change.now;
  const expiresAt = isBeforeOver ? rotation.endsAt : old.expiresAtBefore;
  await secrets.setExpiry(old.id, expiresAt);
  await secrets.setReplacement(old.id, { replacedBy: undefined, expiresAtBefore: undefined });
  await recordAudit(change, "secret.rotation_cancelled", old.id, {
    organizationId: client.organizationId,
    before: { expires_at: auditTime(rotation.endsAt) },
    after: { expires_at: auditTime(expiresAt) },
    details: { client: client.id, hint: old.hint, revoked: fresh?.hint ?? null },
  });
  await markClientChanged(change, client.id);
  return { kind: "changed", isNew: true };
}

function noRotation(): Problem {
  return problem("conflict", "no rotation is under way: it has ended, or was cancelled");
}
