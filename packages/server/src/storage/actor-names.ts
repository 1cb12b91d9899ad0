import type { Kysely } from "kysely";
import { type ActorNames, type ActorReference, actorKey } from "../domain/actor.ts";
import type { Schema } from "./schema.ts";

const TABLES = { user: "users", admin_token: "admin_tokens", client: "clients" } as const;

/** The names of users, admin tokens and clients, one query for each kind that is asked for. */
export async function readActorNames(
  database: Kysely<Schema>,
  references: readonly ActorReference[],
): Promise<ActorNames> {
  const found = await Promise.all(
    (["user", "admin_token", "client"] as const).map(async (kind) => {
      const ids = [...new Set(references.filter((reference) => reference.kind === kind).map(({ id }) => id))];
      if (ids.length === 0) return [];
      const rows = await database.selectFrom(TABLES[kind]).select(["id", "name"]).where("id", "in", ids).execute();
      return rows.map(({ id, name }) => [actorKey({ kind, id }), name] as const);
    }),
  );
  return new Map(found.flat());
}
