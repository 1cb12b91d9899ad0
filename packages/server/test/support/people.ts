import type { AnswerOf } from "@celitech-auth/contract";
import { applyChange } from "../../src/domain/administration/apply-change.ts";
import { createOneTimeLink } from "../../src/domain/administration/create-one-time-link.ts";
import { isProblem } from "../../src/domain/administration/outcome.ts";
import { newIdentifier } from "../../src/domain/identifier.ts";
import type { LinkPurpose } from "../../src/domain/people/one-time-link.ts";
import { AdminClient } from "./admin-client.ts";
import { readRows } from "./read-rows.ts";
import type { RunningServer } from "./running-server.ts";
import { SoftwareAuthenticator } from "./software-authenticator.ts";

export const PASSWORD = "kettle-orbit-vivid-harbor";
/** An invitation to be an operator. */
export const FOR_OPERATOR = { kind: "invitation", organizationId: undefined, role: undefined } as const;

/** The token of a one-time link, made as the command line or an owner makes it. */
export async function createLink(
  { service, clock }: RunningServer,
  purpose: LinkPurpose,
  email?: string,
): Promise<string> {
  const { unitOfWork, tokenHasher } = service.administration;
  const created = await applyChange(unitOfWork, { actor: "test", now: clock.read() }, (change) =>
    createOneTimeLink(change, { purpose, email }, tokenHasher),
  );
  if (isProblem(created)) throw new Error(created.message);
  return created.token.reveal();
}

/** An organization that nobody else uses. */
export async function createOrganization({ service, clock }: RunningServer, name?: string): Promise<string> {
  const id = newIdentifier("org");
  await service.administration.unitOfWork.transaction(({ organizations }) =>
    organizations.insert({ id, name: name ?? `Partner ${id}`, createdAt: clock.read() }),
  );
  return id;
}

/** An address that nobody else has. */
export function newEmail(): string {
  return `${newIdentifier("usr").slice(4).toLowerCase()}@example.com`;
}

export interface Joined {
  readonly client: AdminClient;
  readonly email: string;
  readonly answer: AnswerOf<"POST /links/password">;
}

/** Makes an account with a password as the page does; by an invitation to be an operator, if no link is given. */
export async function joinWithPassword(server: RunningServer, token?: string, name = "Ada Lovelace"): Promise<Joined> {
  const client = new AdminClient(server);
  const email = newEmail();
  const body = { token: token ?? (await createLink(server, FOR_OPERATOR)), name, email, password: PASSWORD };
  return { client, email, answer: await client.call("POST /links/password", { body }) };
}

/** The same with a passkey. */
export async function joinWithPasskey(
  server: RunningServer,
  token?: string,
): Promise<Joined & { readonly authenticator: SoftwareAuthenticator }> {
  const client = new AdminClient(server);
  const email = newEmail();
  const authenticator = newAuthenticator(server);
  const person = { token: token ?? (await createLink(server, FOR_OPERATOR)), name: "Ada Lovelace", email };
  const { ceremony, options } = await client.call("POST /links/passkey/options", { body: person });
  const body = { ...person, ceremony, response: authenticator.create(options) };
  return { client, email, authenticator, answer: await client.call("POST /links/passkey", { body }) };
}

export function newAuthenticator({ config }: RunningServer): SoftwareAuthenticator {
  return new SoftwareAuthenticator(new URL(config.publicUrl).origin);
}

/** What the audit log says of a subject, in order. */
export async function readAudit(
  server: RunningServer,
  subjectId: string,
): Promise<readonly { readonly action: string; readonly actor: string; readonly organization: string | null }[]> {
  const rows = (await readRows(server, "audit_events")).filter((row) => row.subject_id === subjectId);
  return rows
    .toSorted((one, other) => one.at - other.at || one.action.localeCompare(other.action))
    .map(({ action, actor, organization_id }) => ({ action, actor, organization: organization_id }));
}

/** Only the actions, each once. */
export async function readActions(server: RunningServer, subjectId: string): Promise<readonly string[]> {
  return [...new Set((await readAudit(server, subjectId)).map(({ action }) => action))].sort();
}
