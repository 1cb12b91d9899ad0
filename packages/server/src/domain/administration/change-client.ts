import type { AuditAction } from "../audit-event.ts";
import type { ClientDetails } from "../client.ts";
import type { ClientId } from "../identifier.ts";
import { type Change, isProblem, type Problem, problem, recordAudit } from "./outcome.ts";

export interface Changed {
  readonly kind: "changed";
  /** False: it was so already. */
  readonly isNew: boolean;
}

/** The client refuses to authenticate, and what it was issued ends with its generation. Can be undone. */
export function disableClient(change: Change, id: ClientId): Promise<Changed | Problem> {
  return withClient(change, id, async (client) => {
    if (!client.isEnabled) return undefined;
    await change.transaction.clients.setEnabled(id, false, endGeneration(change, client));
    return "client.disabled";
  });
}

export function enableClient(change: Change, id: ClientId): Promise<Changed | Problem> {
  return withClient(change, id, async (client) => {
    if (client.isEnabled) return undefined;
    await change.transaction.clients.setEnabled(id, true, client.generation);
    return "client.enabled";
  });
}

/** For good: the id is never used again. */
export function deleteClient(change: Change, id: ClientId): Promise<Changed | Problem> {
  return withClient(change, id, async (client) => {
    await change.transaction.clients.markDeleted(id, change.now, endGeneration(change, client));
    return "client.deleted";
  });
}

/** Raises the generation: every token that the client holds belongs to an older one. */
export function endTokens(change: Change, id: ClientId): Promise<Changed | Problem> {
  return withClient(change, id, async (client) => {
    await change.transaction.clients.setGeneration(id, endGeneration(change, client));
    return "client.tokens_ended";
  });
}

/** Takes back every token of the present generation and those before; returns the next one. */
function endGeneration({ transaction }: Change, { id, generation }: ClientDetails): number {
  transaction.recordRevocation({ kind: "client", clientId: id, generationsBelow: generation + 1 });
  return generation + 1;
}

async function withClient(
  change: Change,
  id: ClientId,
  act: (client: ClientDetails) => Promise<AuditAction | undefined>,
): Promise<Changed | Problem> {
  const client = await lockAndFindClient(change, id);
  if (isProblem(client)) return client;
  const action = await act(client);
  if (action === undefined) return { kind: "changed", isNew: false };
  await recordAudit(change, action, id, { organizationId: client.organizationId, details: { name: client.name } });
  change.transaction.recordChange({ kind: "client", subjectId: id });
  return { kind: "changed", isNew: true };
}

/** The client as it is until the end of the transaction. */
export async function lockAndFindClient({ transaction }: Change, id: ClientId): Promise<ClientDetails | Problem> {
  await transaction.clients.lock(id);
  return (await transaction.clients.find(id)) ?? problem("not_found", `there is no client ${id}`);
}
