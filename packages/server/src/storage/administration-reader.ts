import { type Expression, type Kysely, type SqlBool, sql } from "kysely";
import type { ClientDetails } from "../domain/client.ts";
import type { ClientId } from "../domain/identifier.ts";
import type { Organization } from "../domain/organization.ts";
import type { AdministrationReader, ClientPage, ClientQuery } from "../domain/ports.ts";
import { readDetails } from "./client-repository.ts";
import type { Schema } from "./schema.ts";

export class KyselyAdministrationReader implements AdministrationReader {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async listClients(query: ClientQuery): Promise<ClientPage> {
    const rows = await this.#pageRows(query);
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    const clients = await readDetails(
      this.#database,
      page.map((row) => row.id),
    );
    return { clients, nextCursor: rows.length > query.limit && last !== undefined ? encodeCursor(last) : undefined };
  }

  async findClientDetails(id: ClientId): Promise<ClientDetails | undefined> {
    return (await readDetails(this.#database, [id]))[0];
  }

  async listOrganizations(): Promise<readonly Organization[]> {
    const rows = await this.#database.selectFrom("organizations").selectAll().orderBy("name").execute();
    return rows.map((row) => ({ id: row.id, name: row.name, createdAt: row.created_at }));
  }

  // One more than asked for, to know whether there is a next page. Newest first.
  #pageRows({ limit, cursor, search, organizationId }: ClientQuery): Promise<CursorPosition[]> {
    let select = this.#database
      .selectFrom("clients")
      .select(["id", "created_at"])
      .where("deleted_at", "is", null)
      .orderBy("created_at", "desc")
      .orderBy("id", "desc")
      .limit(limit + 1);
    if (organizationId !== undefined) select = select.where("organization_id", "=", organizationId);
    const position = cursor === undefined ? undefined : decodeCursor(cursor);
    if (position !== undefined)
      select = select.where(({ eb, refTuple, tuple }) =>
        eb(refTuple("created_at", "id"), "<", tuple(position.created_at, position.id)),
      );
    if (search !== undefined && search !== "") {
      const text = search.toLowerCase().replace(/[\\%_]/g, "\\$&");
      select = select.where((where) =>
        where.or([
          likeEscaped(where.fn<string>("lower", ["name"]), `%${text}%`),
          likeEscaped(where.fn<string>("lower", ["id"]), `${text}%`),
        ]),
      );
    }
    return select.execute();
  }
}

interface CursorPosition {
  readonly id: string;
  readonly created_at: number;
}

function encodeCursor({ created_at, id }: CursorPosition): string {
  return Buffer.from(JSON.stringify([created_at, id])).toString("base64url");
}

/** What `encodeCursor` made, or undefined for any other text. */
export function decodeCursor(cursor: string): CursorPosition | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (!Array.isArray(parsed)) return undefined;
    const [created_at, id]: unknown[] = parsed;
    return typeof created_at === "number" && typeof id === "string" ? { created_at, id } : undefined;
  } catch {
    return undefined;
  }
}

function likeEscaped(text: Expression<string>, pattern: string): Expression<SqlBool> {
  return sql<SqlBool>`${text} like ${pattern} escape '\\'`;
}
