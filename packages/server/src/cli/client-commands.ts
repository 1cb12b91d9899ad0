import { type Command, Option } from "commander";
import type { Administration } from "../compose-administration.ts";
import {
  type Changed,
  deleteClient,
  disableClient,
  enableClient,
  endTokens,
} from "../domain/administration/change-client.ts";
import { type CreatedClient, createClient } from "../domain/administration/create-client.ts";
import { type GrantRequest, grantResource } from "../domain/administration/grant-resource.ts";
import type { Change, Problem } from "../domain/administration/outcome.ts";
import { CLIENT_ORDERS } from "../domain/administration-reader.ts";
import {
  AUTHENTICATION_METHODS,
  type AuthenticationMethod,
  type ClaimValue,
  type ClientKind,
} from "../domain/client.ts";
import { isSecretFormat, parseImportedSecret } from "../domain/client-secret.ts";
import { encodeCursor } from "../domain/cursor.ts";
import type { ClientId } from "../domain/identifier.ts";
import { clientJson, clientRecord, clientRow } from "./client-output.ts";
import { parseDuration } from "./duration.ts";
import { CommandError, EXIT } from "./exit-code.ts";
import { formatRecord, formatTable, printData, say } from "./output.ts";
import { parseCursorOption, parseLimit } from "./page-options.ts";
import { readSecret } from "./read-secret.ts";
import { changeAsUser, requireClientId, withAdministration } from "./with-administration.ts";

interface CreateOptions {
  readonly name: string;
  readonly organization?: string;
  readonly scope: string;
  readonly defaultScope?: string;
  readonly resource?: string;
  readonly resourceServer?: boolean;
  readonly authMethod: AuthenticationMethod;
  readonly claim: Readonly<Record<string, ClaimValue>>;
  readonly secretExpires?: string;
  readonly json?: boolean;
}

export function addClientCommands(program: Command): void {
  const clients = program.command("clients").description("who may ask for tokens");
  addCreation(clients.command("create").description("make a client with a new secret, which is shown once")).action(
    (options: CreateOptions) => runCreate(options),
  );
  addCreation(
    clients
      .command("import")
      .argument("<CLIENT_ID>", "the id that the partner has")
      .description("take over a client id and secret that a partner already has"),
  )
    .option("--secret-file <FILE>", "read the secret from a file; default: standard input")
    .addHelpText("after", '\nExample:\n  printf %s "$SECRET" | celitech-auth clients import acme-42 --name "Acme"')
    .action((id: string, options: CreateOptions & { readonly secretFile?: string }) => runImport(id, options));
  addList(clients);
  clients
    .command("show")
    .argument("<CLIENT_ID>")
    .description("one client, its secrets' ids and hints, and what it may ask for")
    .option("--json", "print JSON")
    .action((id: string, { json }: { readonly json?: boolean }) => runShow(requireClientId(id), json === true));
  addChange(clients, "disable", "refuse the client until it is enabled again; its tokens end", disableClient);
  addChange(clients, "enable", "let a disabled client in again", enableClient);
  addChange(clients, "delete", "remove the client for good; its id is never used again", deleteClient);
  addChange(clients, "end-tokens", "end every token that the client holds; it can ask for new ones", endTokens);
  clients
    .command("grant")
    .argument("<CLIENT_ID>")
    .description("let the client ask for scopes of a resource, in place of what it could ask for there")
    .requiredOption("--resource <AUDIENCE>", "the resource")
    .option("--scope <SCOPES>", "space-delimited scopes", "")
    .option("--default-scope <SCOPES>", "what a request without scope gets; default: all of --scope")
    .option("--default", "make it the resource of requests that name none")
    .action((id: string, options: GrantOptions) => runGrant(requireClientId(id), options));
}

function addCreation(command: Command): Command {
  return command
    .requiredOption("--name <NAME>", "what people call it")
    .option(
      "--organization <ORGANIZATION>",
      "id or name of the partner it belongs to; made where it does not exist",
      "default",
    )
    .option("--scope <SCOPES>", 'space-delimited scopes that it may ask for, such as "read write"', "")
    .option("--default-scope <SCOPES>", "what a request without scope gets; default: all of --scope")
    .option("--resource <AUDIENCE>", "the API it may ask for; default: CELITECH_AUTH_DEFAULT_AUDIENCE")
    .option("--resource-server", "credentials of an API itself: it may authenticate, and gets no tokens")
    .addOption(
      new Option("--auth-method <METHOD>", "how it may authenticate").choices(SECRET_METHODS).default("client_secret"),
    )
    .option("--claim <NAME=VALUE>", "an extra claim in its tokens, JSON or text; may be repeated", collectClaim, {})
    .option("--secret-expires <DURATION>", "when its secret ends, such as 90d; default: never")
    .option("--json", "print JSON");
}

async function runCreate(options: CreateOptions): Promise<void> {
  await withAdministration(async (administration, config) => {
    const created = await applyCreation(administration, options, config.defaultAudience);
    printCreated(created, options.json === true);
  });
}

async function runImport(id: string, options: CreateOptions & { readonly secretFile?: string }): Promise<void> {
  const clientId = requireClientId(id);
  const imported = parseImportedSecret(await readSecret(options.secretFile));
  if (imported.kind === "refused") throw new CommandError(imported.problem, EXIT.usage);
  const text = imported.secret.reveal();
  if (text.startsWith("celitech_secret_") && !isSecretFormat(text))
    throw new CommandError(
      "the secret looks like one of ours, but its checksum is wrong: it was cut or mistyped",
      EXIT.usage,
    );
  await withAdministration(async (administration, config) => {
    const created = await applyCreation(administration, options, config.defaultAudience, {
      id: clientId,
      secret: imported.secret,
    });
    for (const notice of created.notices) say(notice);
    await administration.catalog.reload();
    const json = clientJson(created.client, administration.catalog);
    printData(json, formatRecord(clientRecord(created.client, administration.catalog)), options.json === true);
  });
}

function applyCreation(
  administration: Administration,
  options: CreateOptions,
  defaultAudience: string,
  imported?: NonNullable<Parameters<typeof createClient>[1]["imported"]>,
): Promise<CreatedClient> {
  const grant: GrantRequest = {
    audience: options.resource ?? defaultAudience,
    scope: options.scope,
    defaultScope: options.defaultScope,
  };
  const kind: ClientKind = options.resourceServer === true ? "resource_server" : "client";
  const expires =
    options.secretExpires === undefined ? undefined : parseDuration(options.secretExpires, "--secret-expires");
  return changeAsUser(administration, (change) =>
    createClient(
      change,
      {
        name: options.name,
        organization: options.organization,
        kind,
        authenticationMethod: options.authMethod,
        claims: options.claim,
        grants: [grant],
        secretExpiresAt: expires === undefined ? undefined : change.now + expires,
        imported,
      },
      administration.hasher,
    ),
  );
}

function printCreated(created: CreatedClient, isJson: boolean): void {
  for (const notice of created.notices) say(notice);
  const { id: client_id, name } = created.client;
  const client_secret = created.secret.reveal();
  const secret = created.client.secrets[0];
  const scope = created.client.grants[0]?.scopes.join(" ") ?? "";
  const json = {
    client_id,
    client_secret,
    name,
    organization_id: created.organization.id,
    organization: created.organization.name,
    secret_id: secret?.id,
    scope,
  };
  printData(json, formatRecord({ client_id, client_secret }), isJson);
  if (!isJson) say("The secret is shown this once: put it into a secrets manager now.");
}

function addList(clients: Command): void {
  clients
    .command("list")
    .description("the clients, newest first")
    .option("--search <TEXT>", "part of the name, or the start of the id")
    .option("--organization <ID>", "only those of an organization")
    .option("--limit <N>", "how many", parseLimit, 50)
    .option("--cursor <CURSOR>", "where the last page ended")
    .option("--json", "print JSON")
    .action((options: ListOptions) => withAdministration((administration) => runList(administration, options)));
}

/** What a client with a secret can use; the server accepts no assertions yet. */
const SECRET_METHODS = AUTHENTICATION_METHODS.filter((method) => method !== "private_key_jwt");

interface ListOptions {
  readonly search?: string;
  readonly organization?: string;
  readonly limit: number;
  readonly cursor?: string;
  readonly json?: boolean;
}

async function runList({ reader, catalog }: Administration, options: ListOptions): Promise<void> {
  const { search, cursor, limit } = options;
  const organizations = await reader.listOrganizations();
  const wanted = options.organization;
  const organization = organizations.find(({ id, name }) => id === wanted || name === wanted);
  if (wanted !== undefined && organization === undefined)
    throw new CommandError(`there is no organization ${wanted}`, EXIT.notFound);
  await catalog.reload();
  const page = await reader.listClients({
    ...{ limit, search, organizationId: organization?.id },
    after: parseCursorOption(cursor, CLIENT_ORDERS["-created_at"]),
  });
  const nextCursor = page.next === undefined ? undefined : encodeCursor(page.next, CLIENT_ORDERS["-created_at"]);
  const json = {
    clients: page.items.map((client) => clientJson(client, catalog)),
    next_cursor: nextCursor ?? null,
  };
  printData(json, formatTable(page.items.map((client) => clientRow(client, organizations))), options.json === true);
  if (nextCursor !== undefined && options.json !== true) say(`More: --cursor ${nextCursor}`);
}

async function runShow(id: ClientId, isJson: boolean): Promise<void> {
  await withAdministration(async ({ reader, catalog }) => {
    const client = await reader.findClientDetails(id);
    if (client === undefined) throw new CommandError(`there is no client ${id}`, EXIT.notFound);
    await catalog.reload();
    printData(clientJson(client, catalog), formatRecord(clientRecord(client, catalog)), isJson);
  });
}

function addChange(
  clients: Command,
  name: string,
  description: string,
  apply: (change: Change, id: ClientId) => Promise<Changed | Problem>,
): void {
  clients
    .command(name)
    .argument("<CLIENT_ID>")
    .description(description)
    .option("--json", "print JSON")
    .action(async (text: string, { json }: { readonly json?: boolean }) => {
      const id = requireClientId(text);
      const changed = await withAdministration((administration) =>
        changeAsUser(administration, (change) => apply(change, id)),
      );
      if (json === true) printData({ client_id: id, changed: changed.isNew }, "", true);
      else say(changed.isNew ? `${name}: done` : `${name}: it was so already`);
    });
}

interface GrantOptions {
  readonly resource: string;
  readonly scope: string;
  readonly defaultScope?: string;
  readonly default?: boolean;
}

async function runGrant(id: ClientId, options: GrantOptions): Promise<void> {
  await withAdministration(async (administration) => {
    const client = await administration.reader.findClientDetails(id);
    if (client === undefined) throw new CommandError(`there is no client ${id}`, EXIT.notFound);
    await administration.catalog.reload();
    const current = client.grants.find(
      ({ resourceId }) => administration.catalog.find(resourceId)?.audience === options.resource,
    );
    const isDefault = options.default ?? current?.isDefault ?? client.grants.length === 0;
    const request = { audience: options.resource, scope: options.scope, defaultScope: options.defaultScope, isDefault };
    const granted = await changeAsUser(administration, (change) => grantResource(change, id, request));
    for (const notice of granted.notices) say(notice);
    say("grant: done");
  });
}

function collectClaim(
  text: string,
  claims: Readonly<Record<string, ClaimValue>>,
): Readonly<Record<string, ClaimValue>> {
  const separator = text.indexOf("=");
  if (separator < 1) throw new CommandError("--claim: must be NAME=VALUE", EXIT.usage);
  return { ...claims, [text.slice(0, separator)]: claimValue(text.slice(separator + 1)) };
}

function claimValue(text: string): ClaimValue {
  try {
    return JSON.parse(text) as ClaimValue;
  } catch {
    return text;
  }
}
