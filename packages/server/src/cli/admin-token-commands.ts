import type { Command } from "commander";
import { createAdminToken, revokeAdminToken } from "../domain/administration/change-admin-token.ts";
import { NEWEST_FIRST } from "../domain/administration-reader.ts";
import { encodeCursor } from "../domain/cursor.ts";
import {
  ADMIN_TOKEN_SCOPES,
  type AdminToken,
  type AdminTokenScope,
  isAdminTokenLive,
  isAdminTokenScope,
} from "../domain/people/admin-token.ts";
import { parseDuration } from "./duration.ts";
import { CommandError, EXIT } from "./exit-code.ts";
import { formatTable, printData, say, toTime } from "./output.ts";
import { LIMIT_MAX, parseCursorOption, parseLimit } from "./page-options.ts";
import { changeAsUser, withAdministration } from "./with-administration.ts";

interface CreateOptions {
  readonly name: string;
  readonly scope: string;
  readonly organization?: string;
  readonly expires?: string;
  readonly json?: boolean;
}

interface ListOptions {
  readonly limit: number;
  readonly cursor?: string;
  readonly json?: boolean;
}

export function addAdminTokenCommands(admin: Command): void {
  const tokens = admin
    .command("tokens")
    .description("tokens with which programs call the admin API")
    .addHelpText(
      "after",
      `
Examples:
  celitech-auth admin tokens create --name deploy --scope "clients:read clients:write" --expires 90d
  celitech-auth admin tokens create --name acme --scope clients:read --organization "Acme Travel"
  celitech-auth admin tokens revoke ADMIN_TOKEN_ID`,
    );
  tokens
    .command("create")
    .description("make a token, and print it this once")
    .requiredOption("--name <NAME>", "what people call it")
    .requiredOption("--scope <SCOPES>", `what it may do, space-delimited: ${ADMIN_TOKEN_SCOPES.join(", ")}`)
    .option("--organization <ID_OR_NAME>", "it acts as an owner of this organization alone; default: as an operator")
    .option("--expires <DURATION>", "when it ends, such as 90d; default: never")
    .option("--json", "print JSON")
    .action((options: CreateOptions) => runCreate(options));
  tokens
    .command("list")
    .description("the tokens, the newest first")
    .option("--limit <COUNT>", `how many, 1 to ${LIMIT_MAX}`, parseLimit, 100)
    .option("--cursor <CURSOR>", "the next page: next_cursor of the page before")
    .option("--json", "print JSON")
    .action((options: ListOptions) => runList(options));
  tokens
    .command("revoke")
    .description("end a token at once")
    .argument("<ADMIN_TOKEN_ID>")
    .option("--json", "print JSON")
    .action((id: string, { json }: { readonly json?: boolean }) => runRevoke(id, json === true));
}

async function runCreate(options: CreateOptions): Promise<void> {
  const name = options.name.trim();
  if (name === "" || name.length > 200) throw new CommandError("--name: needs 1 to 200 characters", EXIT.usage);
  const scopes = parseScopes(options.scope);
  const lifetime = options.expires === undefined ? undefined : parseDuration(options.expires, "--expires");
  await withAdministration(async (administration) => {
    const { token, text } = await changeAsUser(administration, async (change) => {
      const organizationId = await findOrganizationId(options.organization, change.transaction);
      const expiresAt = lifetime === undefined ? undefined : change.now + lifetime;
      return createAdminToken(change, { name, organizationId, scopes, expiresAt }, administration.tokenHasher);
    });
    printData({ ...tokenJson(token), token: text.reveal() }, text.reveal(), options.json === true);
    if (options.json === true) return;
    say(
      `This is the admin token ${token.id}${token.expiresAt === undefined ? "" : `, until ${toTime(token.expiresAt)}`}.`,
    );
    say("It is shown this once: put it into a secrets manager now, and send it as Authorization: Bearer …");
  });
}

function parseScopes(text: string): readonly AdminTokenScope[] {
  const named = text.split(" ").filter((scope) => scope !== "");
  const scopes = named.filter(isAdminTokenScope);
  if (scopes.length > 0 && scopes.length === named.length) return scopes;
  const unknown = named.find((scope) => !isAdminTokenScope(scope));
  throw new CommandError(
    `--scope: ${unknown === undefined ? "name at least one" : `there is no scope ${unknown}`}; there are ${ADMIN_TOKEN_SCOPES.join(", ")}`,
    EXIT.usage,
  );
}

interface Organizations {
  readonly organizations: { find(idOrName: string): Promise<{ readonly id: string } | undefined> };
}

async function findOrganizationId(
  idOrName: string | undefined,
  { organizations }: Organizations,
): Promise<string | undefined> {
  if (idOrName === undefined) return undefined;
  const organization = await organizations.find(idOrName);
  if (organization === undefined) throw new CommandError(`there is no organization ${idOrName}`, EXIT.notFound);
  return organization.id;
}

async function runList({ limit, cursor, json }: ListOptions): Promise<void> {
  const after = parseCursorOption(cursor, NEWEST_FIRST);
  await withAdministration(async ({ people, clock }) => {
    const { items, next } = await people.adminTokens.list({ limit, after, visibleOrganizationIds: undefined });
    const nextCursor = next === undefined ? undefined : encodeCursor(next, NEWEST_FIRST);
    const rows = items.map((token) => ({
      ADMIN_TOKEN_ID: token.id,
      NAME: token.name,
      HINT: `…${token.hint}`,
      ORGANIZATION: token.organizationId ?? "(operator)",
      SCOPES: token.scopes.join(" "),
      STATE: isAdminTokenLive(token, clock()) ? "live" : token.revokedAt === undefined ? "expired" : "revoked",
      EXPIRES: toTime(token.expiresAt) ?? "never",
      "LAST USED": toTime(token.lastUsedAt) ?? "never",
    }));
    printData(
      { admin_tokens: items.map(tokenJson), next_cursor: nextCursor ?? null },
      formatTable(rows),
      json === true,
    );
    if (nextCursor !== undefined && json !== true) say(`There are more: --cursor ${nextCursor}`);
  });
}

async function runRevoke(id: string, isJson: boolean): Promise<void> {
  const { isNew } = await withAdministration((administration) =>
    changeAsUser(administration, (change) => revokeAdminToken(change, id, () => true)),
  );
  if (isJson) printData({ admin_token_id: id, changed: isNew }, "", true);
  else say(isNew ? `The admin token ${id} is revoked.` : `The admin token ${id} was revoked already.`);
}

function tokenJson(token: AdminToken) {
  return {
    admin_token_id: token.id,
    name: token.name,
    hint: token.hint,
    organization_id: token.organizationId ?? null,
    scope: token.scopes.join(" "),
    created_at: toTime(token.createdAt),
    created_by: token.createdBy,
    expires_at: toTime(token.expiresAt),
    revoked_at: toTime(token.revokedAt),
    last_used_at: toTime(token.lastUsedAt),
    last_used_from: token.lastUsedFrom ?? null,
  };
}
