import type { CompiledQuery, Kysely } from "kysely";
import type { Client, ResourceGrant } from "../domain/client.ts";
import type { ClientSecret } from "../domain/client-secret.ts";
import { withoutReservedClaims } from "../domain/extra-claims.ts";
import type { ClientId } from "../domain/identifier.ts";
import type { ClientReader } from "../domain/ports.ts";
import type { Schema } from "./schema.ts";

/** Reads a client in one query: this is the one that the token endpoint may have to wait for. */
export class KyselyClientReader implements ClientReader {
  readonly #database: Kysely<Schema>;
  readonly #query: CompiledQuery<ClientRow>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
    this.#query = compileClientQuery(database); // once: building it costs more than running it
  }

  async findClient(id: ClientId): Promise<Client | undefined> {
    const { rows } = await this.#database.executeQuery<ClientRow>({ ...this.#query, parameters: [id] });
    return toClient(rows);
  }

  async listClients(after: ClientId | "", limit: number): Promise<readonly Client[]> {
    const ids = this.#database
      .selectFrom("clients")
      .select("id")
      .where("id", ">", after)
      .where("deleted_at", "is", null)
      .orderBy("id")
      .limit(limit);
    const rows = await selectClients(this.#database).where("c.id", "in", ids).orderBy("c.id").execute();
    const byClient = Map.groupBy(rows, ({ id }) => id);
    return [...byClient.values()].flatMap((ofClient) => toClient(ofClient) ?? []);
  }
}

type ClientRow = ReturnType<typeof compileClientQuery> extends CompiledQuery<infer Row> ? Row : never;

function compileClientQuery(database: Kysely<Schema>) {
  return selectClients(database).where("c.id", "=", "").compile();
}

function selectClients(database: Kysely<Schema>) {
  return database
    .selectFrom("clients as c")
    .leftJoin("client_secrets as s", (join) => join.onRef("s.client_id", "=", "c.id").on("s.hash", "is not", null))
    .leftJoin("client_grants as g", "g.client_id", "c.id")
    .select([
      "c.id",
      "c.organization_id",
      "c.kind",
      "c.authentication_method",
      "c.is_enabled",
      "c.generation",
      "c.claims",
    ])
    .select(["s.id as secret_id", "s.hint", "s.label", "s.hash", "s.created_at", "s.expires_at", "s.revoked_at"])
    .select(["g.resource_id", "g.is_default", "g.scopes", "g.default_scopes"])
    .where("c.deleted_at", "is", null);
}

function toClient(rows: readonly ClientRow[]): Client | undefined {
  const first = rows[0];
  if (first === undefined) return undefined;
  const secrets = new Map<string, ClientSecret>();
  const grants = new Map<string, ResourceGrant>();
  for (const row of rows) {
    if (row.secret_id !== null && !secrets.has(row.secret_id)) secrets.set(row.secret_id, toSecret(row, row.secret_id));
    if (row.resource_id !== null && !grants.has(row.resource_id))
      grants.set(row.resource_id, toGrant(row, row.resource_id));
  }
  return {
    id: first.id as ClientId,
    organizationId: first.organization_id,
    kind: first.kind as Client["kind"],
    authenticationMethod: first.authentication_method as Client["authenticationMethod"],
    isEnabled: first.is_enabled === 1,
    generation: first.generation,
    claims: first.claims === "{}" ? NO_CLAIMS : withoutReservedClaims(JSON.parse(first.claims) as Client["claims"]),
    secrets: [...secrets.values()].sort((a, b) => b.createdAt - a.createdAt),
    grants: [...grants.values()],
  };
}

const NO_CLAIMS: Client["claims"] = {};

function toSecret(row: ClientRow, id: string): ClientSecret {
  return {
    id,
    hint: row.hint ?? "",
    label: row.label ?? undefined,
    hash: row.hash ?? undefined,
    createdAt: row.created_at ?? 0,
    expiresAt: row.expires_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
  };
}

function toGrant(row: ClientRow, resourceId: string): ResourceGrant {
  return {
    resourceId,
    isDefault: row.is_default === 1,
    scopes: splitScopes(row.scopes ?? ""),
    defaultScopes: splitScopes(row.default_scopes ?? ""),
  };
}

const NO_SCOPES: readonly string[] = [];

/** What `formatScope` wrote. */
export function splitScopes(text: string): readonly string[] {
  return text === "" ? NO_SCOPES : text.split(" ");
}
