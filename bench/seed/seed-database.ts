// Makes a data folder whose database holds many clients, each with one secret that was used before, as in production.
//
//   node bench/seed/seed-database.ts DATA_FOLDER CLIENTS
import { DatabaseSync } from "node:sqlite";
import { parseClientId } from "../../packages/server/src/domain/identifier.ts";
import type { SecretHasher } from "../../packages/server/src/domain/secret-hasher.ts";
import { deriveCredential, deriveSecretId } from "./derive-credential.ts";
import { openDataFolder } from "./open-data-folder.ts";

const CREATED_WITHIN_MS = 365 * 86_400_000;
const HINT_CHARACTERS = 4;

type Owner = { readonly organizationId: string; readonly resourceId: string; readonly hasher: SecretHasher };

const [dataFolder, clientsText] = process.argv.slice(2);
const clients = Number(clientsText);
if (dataFolder === undefined || !(clients > 0)) throw new Error("usage: seed-database.ts DATA_FOLDER CLIENTS");
await seedDatabase(dataFolder, clients);

async function seedDatabase(folder: string, count: number): Promise<void> {
  const { administration, config, databasePath } = await openDataFolder(folder);
  const [organization] = await administration.reader.listOrganizations();
  const { hasher } = administration;
  await administration.close();
  if (organization === undefined) throw new Error("a new database without an organization");
  const database = new DatabaseSync(databasePath, { enableForeignKeyConstraints: false });
  const resource = database.prepare("select id from resources where audience = ?").get(config.defaultAudience);
  // Nobody else is there and nothing is lost when this fails, so neither a log nor waiting for the disk is needed.
  database.exec("PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; BEGIN");
  insertClients(database, count, {
    organizationId: organization.id,
    resourceId: String(resource?.["id"]),
    hasher,
  });
  database.exec("COMMIT; PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL");
  database.close();
}

/** In the order of the ids: in a random order the trees would take minutes. */
function insertClients(database: DatabaseSync, count: number, { organizationId, resourceId, hasher }: Owner): void {
  const insertClient = database.prepare(
    `insert into clients (id, organization_id, name, kind, authentication_method, is_enabled, generation, claims,
       created_at, created_by) values (?, ?, ?, 'client', 'client_secret', 1, 1, '{}', ?, 'cli:bench')`,
  );
  const insertSecret = database.prepare(
    "insert into client_secrets (id, client_id, hint, hash, created_at) values (?, ?, ?, ?, ?)",
  );
  const insertGrant = database.prepare(
    "insert into client_grants (client_id, resource_id, is_default, scopes, default_scopes) values (?, ?, 1, '', '')",
  );
  const insertUse = database.prepare(
    `insert into secret_uses (secret_id, client_id, first_used_at, last_used_at, last_used_from, tokens_issued)
       values (?, ?, ?, ?, '192.0.2.1', 1)`,
  );
  const end = Date.now();
  for (let index = 0; index < count; index += 1) {
    const { clientId, secret } = deriveCredential(index);
    const secretId = deriveSecretId(index);
    const id = parseClientId(clientId);
    if (id === undefined) throw new Error(`the server would refuse the client id ${clientId}`);
    const createdAt = end - Math.round((1 - index / count) * CREATED_WITHIN_MS);
    insertClient.run(clientId, organizationId, `client ${index}`, createdAt);
    insertSecret.run(secretId, clientId, secret.slice(-HINT_CHARACTERS), hasher.hash(id, secret), createdAt);
    insertGrant.run(clientId, resourceId);
    insertUse.run(secretId, clientId, createdAt, createdAt);
  }
}
