import type { AuditAction } from "../audit-event.ts";
import type { AuthenticationMethod, ClientDetails } from "../client.ts";
import type { ClientId } from "../identifier.ts";
import {
  type AuditFacts,
  type Change,
  isProblem,
  type Problem,
  problem,
  recordAudit,
  versionProblem,
} from "./outcome.ts";

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
    return { action: "client.disabled", before: { enabled: true }, after: { enabled: false } };
  });
}

export function enableClient(change: Change, id: ClientId): Promise<Changed | Problem> {
  return withClient(change, id, async (client) => {
    if (client.isEnabled) return undefined;
    await change.transaction.clients.setEnabled(id, true, client.generation);
    return { action: "client.enabled", before: { enabled: false }, after: { enabled: true } };
  });
}

export interface DeletionRequest {
  /** What someone typed to say that it is really this client; undefined: nobody was asked. */
  readonly typedName?: string | undefined;
}

/** For good: the id is never used again. */
export function deleteClient(
  change: Change,
  id: ClientId,
  { typedName }: DeletionRequest = {},
): Promise<Changed | Problem> {
  return withClient(change, id, async (client) => {
    if (typedName !== undefined && typedName !== client.name)
      return problem("invalid", "this is not the name of the client: nothing was deleted", "name");
    await change.transaction.clients.markDeleted(id, change.now, endGeneration(change, client));
    return { action: "client.deleted", before: { name: client.name, enabled: client.isEnabled } };
  });
}

/** Raises the generation: every token that the client holds belongs to an older one. */
export function endTokens(change: Change, id: ClientId): Promise<Changed | Problem> {
  return withClient(change, id, async (client) => {
    const generation = endGeneration(change, client);
    await change.transaction.clients.setGeneration(id, generation);
    return {
      action: "client.tokens_ended",
      before: { generation: client.generation },
      after: { generation },
    };
  });
}

export interface ClientUpdateRequest {
  readonly name?: string | undefined;
  readonly authenticationMethod?: AuthenticationMethod | undefined;
}

/** Changes what the request names, and leaves the rest. */
export function updateClient(
  change: Change,
  id: ClientId,
  { name, authenticationMethod }: ClientUpdateRequest,
): Promise<Changed | Problem> {
  return withClient(change, id, async (client) => {
    const values = {
      name: name ?? client.name,
      authenticationMethod: authenticationMethod ?? client.authenticationMethod,
    };
    if (values.name === client.name && values.authenticationMethod === client.authenticationMethod) return undefined;
    await change.transaction.clients.update(id, values);
    return { action: "client.changed", before: updatableFacts(client), after: updatableFacts(values) };
  });
}

function updatableFacts({ name, authenticationMethod }: Pick<ClientDetails, "name" | "authenticationMethod">) {
  return { name, authentication_method: authenticationMethod };
}

/** Takes back every token of the present generation and those before; returns the next one. */
function endGeneration({ transaction }: Change, { id, generation }: ClientDetails): number {
  transaction.recordRevocation({ kind: "client", clientId: id, generationsBelow: generation + 1 });
  return generation + 1;
}

type DoneToClient = { readonly action: AuditAction } & Pick<AuditFacts, "before" | "after">;

async function withClient(
  change: Change,
  id: ClientId,
  act: (client: ClientDetails) => Promise<DoneToClient | Problem | undefined>,
): Promise<Changed | Problem> {
  const client = await lockAndFindClient(change, id);
  if (isProblem(client)) return client;
  const done = await act(client);
  if (done === undefined) return { kind: "changed", isNew: false };
  if (isProblem(done)) return done;
  const { action, before, after } = done;
  await recordAudit(change, action, id, {
    organizationId: client.organizationId,
    before,
    after,
    details: { name: client.name },
  });
  await markClientChanged(change, id);
  return { kind: "changed", isNew: true };
}

/** The client as it is until the end of the transaction, in the version that the caller saw. */
export async function lockAndFindClient(change: Change, id: ClientId): Promise<ClientDetails | Problem> {
  const { clients } = change.transaction;
  await clients.lock(id);
  const client = await clients.find(id);
  if (client === undefined) return problem("not_found", `there is no client ${id}`);
  return versionProblem(change, client.version) ?? client;
}

/** Tells people by its version, and running servers by the change log, that the client is another now. */
export async function markClientChanged({ transaction }: Change, id: ClientId): Promise<void> {
  await transaction.clients.raiseVersion(id);
  transaction.recordChange({ kind: "client", subjectId: id });
}
