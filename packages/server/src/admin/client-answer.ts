import type { Client, CreatedSecret } from "@celitech-auth/contract";
import { applyChange } from "../domain/administration/apply-change.ts";
import type { Changed } from "../domain/administration/change-client.ts";
import { type Change, isProblem, type Problem, problem } from "../domain/administration/outcome.ts";
import type { AdministrationReader } from "../domain/administration-reader.ts";
import type { ClientId } from "../domain/identifier.ts";
import type { SecretText } from "../domain/secret-text.ts";
import type { AdminParts } from "./admin-parts.ts";
import { readClientBodies } from "./client-body.ts";
import type { Created } from "./create-once.ts";
import { type AdminAnswer, answer, changeContext } from "./handler.ts";

type ChangeRequest = Parameters<typeof changeContext>[0] & { readonly params: { readonly client_id: string } };

/** The id in the path. Object-level authorization has found the client by it. */
export function clientIdOf({ params }: { readonly params: { readonly client_id: string } }): ClientId {
  return params.client_id as ClientId;
}

/** Changes a client, and answers with what it is then. */
export async function changeClient(
  request: ChangeRequest,
  parts: AdminParts,
  work: (change: Change, id: ClientId) => Promise<Changed | Problem>,
): Promise<AdminAnswer<Client> | Problem> {
  const id = clientIdOf(request);
  const changed = await applyChange(parts.unitOfWork, changeContext(request), (change) => work(change, id));
  return isProblem(changed) ? changed : answerWithClient(parts.reader, id, request.now);
}

export async function answerWithClient(
  reader: AdministrationReader,
  id: ClientId,
  now: number,
): Promise<AdminAnswer<Client> | Problem> {
  const details = await reader.findClientDetails(id);
  const [body] = await readClientBodies(reader, details === undefined ? [] : [details], now);
  return body === undefined
    ? problem("not_found", `there is no client ${id}`)
    : answer(body, { version: details?.version });
}

const REPLAYED =
  "The secret was shown once, in the first answer to this request, and is stored nowhere: rotate the client's secret to get a new one.";

interface NewSecretOfClient {
  readonly clientId: ClientId;
  readonly secretId: string;
  readonly text: SecretText;
}

/** What was made, read within the transaction that has made it. */
export async function describeNewSecret(
  { transaction, now }: Change,
  { clientId, secretId, text }: NewSecretOfClient,
): Promise<Created<CreatedSecret>> {
  const shown = await answerWithClient(transaction.reader, clientId, now);
  if (isProblem(shown)) throw new Error("a client that was just changed cannot be read");
  return {
    kind: "made",
    body: { client: shown.body, secret_id: secretId, client_secret: null, notice: REPLAYED },
    shownOnce: { client_secret: text },
    ...(shown.version !== undefined && { version: shown.version }),
  };
}
