import type { Client } from "../domain/client.ts";
import type { ClientDirectory } from "../domain/client-directory.ts";
import type { DenialRecorder } from "../domain/denial-recorder.ts";
import type { ClientId } from "../domain/identifier.ts";
import type { Clock } from "../domain/ports.ts";
import type { UsageRecorder } from "../domain/usage-recorder.ts";
import type { Denial, DenialReason } from "./denial.ts";
import type { FormRequest } from "./form-request.ts";

export interface DenialParts {
  readonly directory: ClientDirectory;
  readonly denials: DenialRecorder;
  readonly usage: UsageRecorder;
  readonly clock: Clock;
}

/** Nothing that whoever asked has done wrong: counted, and no matter for the audit trail. */
const OURS: ReadonlySet<DenialReason> = new Set<DenialReason>(["store_unavailable"]);

/** Takes note of a token that was refused. From memory alone: strangers who ask for tokens make no work for the database. */
export function recordDenial(denial: Denial, request: FormRequest, parts: DenialParts): void {
  const { clientId, secretId, reason } = denial;
  const client = findKnown(clientId, reason, parts.directory);
  const known = client === undefined ? undefined : secretId;
  parts.usage.recordDenied({ client, secretId: known, reason }, request, parts.clock());
  recordRefusal(denial, request, parts);
}

/** The same for requests that ask for no token: secrets can be guessed there, too. */
export function recordRefusal(
  { clientId, secretId, reason }: Denial,
  request: FormRequest,
  { directory, denials, clock }: Pick<DenialParts, "directory" | "denials" | "clock">,
): void {
  if (OURS.has(reason)) return;
  const client = findKnown(clientId, reason, directory);
  denials.recordRequest({ client, secretId: client === undefined ? undefined : secretId, reason }, request, clock());
}

// An id that was sent may be anybody's invention; a client that is in memory exists.
function findKnown(
  clientId: ClientId | undefined,
  reason: DenialReason,
  directory: ClientDirectory,
): Pick<Client, "id" | "organizationId"> | undefined {
  if (clientId === undefined || reason === "unknown_client") return undefined;
  const recalled = directory.recall(clientId);
  return recalled === "absent" ? undefined : recalled;
}
