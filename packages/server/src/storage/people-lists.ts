import { type Kysely, type Selectable, sql } from "kysely";
import type {
  InvitationDetails,
  InvitationQuery,
  MemberDetails,
  OperatorDetails,
} from "../domain/administration-reader.ts";
import { cutPage, type Page, type PageQuery } from "../domain/cursor.ts";
import type { Role } from "../domain/people/user.ts";
import { afterPosition } from "./list-conditions.ts";
import type { OneTimeLinksTable, Schema } from "./schema.ts";

const USERS_BY_NAME = { value: sql<string>`lower(u.name)`, id: sql<string>`u.id`, direction: "asc" } as const;

/** The members of a partner, by name. */
export async function pageMembers(
  database: Kysely<Schema>,
  organizationId: string,
  { limit, after }: PageQuery,
): Promise<Page<MemberDetails>> {
  let select = selectMembers(database, organizationId)
    .select(USERS_BY_NAME.value.as("value"))
    .orderBy(USERS_BY_NAME.value)
    .orderBy("u.id")
    .limit(limit + 1);
  if (after !== undefined) select = select.where(afterPosition(USERS_BY_NAME, after));
  const { rows, next } = cutPage(await select.execute(), limit, ({ id, value }) => ({ id, value }));
  return { items: rows.map(toMember), next };
}

export async function findMember(
  database: Kysely<Schema>,
  organizationId: string,
  userId: string,
): Promise<MemberDetails | undefined> {
  const row = await selectMembers(database, organizationId).where("u.id", "=", userId).executeTakeFirst();
  return row === undefined ? undefined : toMember(row);
}

function selectMembers(database: Kysely<Schema>, organizationId: string) {
  return database
    .selectFrom("memberships as m")
    .innerJoin("users as u", "u.id", "m.user_id")
    .select(["u.id", "u.name", "u.email", "u.last_signed_in_at", "m.organization_id", "m.role", "m.created_at"])
    .where("m.organization_id", "=", organizationId);
}

interface MemberRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly last_signed_in_at: number | null;
  readonly organization_id: string;
  readonly role: string;
  readonly created_at: number;
}

function toMember(row: MemberRow): MemberDetails {
  return {
    userId: row.id,
    organizationId: row.organization_id,
    name: row.name,
    email: row.email,
    role: row.role as Role,
    joinedAt: row.created_at,
    lastSignedInAt: row.last_signed_in_at ?? undefined,
  };
}

/** The people who run the service, by name. */
export async function pageOperators(
  database: Kysely<Schema>,
  { limit, after }: PageQuery,
): Promise<Page<OperatorDetails>> {
  let select = database
    .selectFrom("users as u")
    .select(["u.id", "u.name", "u.email", "u.created_at", "u.last_signed_in_at", USERS_BY_NAME.value.as("value")])
    .where("u.is_operator", "=", 1)
    .orderBy(USERS_BY_NAME.value)
    .orderBy("u.id")
    .limit(limit + 1);
  if (after !== undefined) select = select.where(afterPosition(USERS_BY_NAME, after));
  const { rows, next } = cutPage(await select.execute(), limit, ({ id, value }) => ({ id, value }));
  const items = rows.map((row) => ({
    userId: row.id,
    name: row.name,
    email: row.email,
    createdAt: row.created_at,
    lastSignedInAt: row.last_signed_in_at ?? undefined,
  }));
  return { items, next };
}

/** Invitations that can still be used, the newest first. */
export async function pageInvitations(
  database: Kysely<Schema>,
  { limit, after, organizationId, now }: InvitationQuery,
): Promise<Page<InvitationDetails>> {
  const columns = { value: sql<number>`created_at`, id: sql<string>`id`, direction: "desc" } as const;
  let select = database
    .selectFrom("one_time_links")
    .selectAll()
    .where("kind", "=", "invitation")
    .where("organization_id", organizationId === undefined ? "is" : "=", organizationId ?? null)
    .where("used_at", "is", null)
    .where("expires_at", ">", now)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1);
  if (after !== undefined) select = select.where(afterPosition(columns, after));
  const { rows, next } = cutPage(await select.execute(), limit, ({ id, created_at }) => ({ id, value: created_at }));
  return { items: rows.map(toInvitation), next };
}

function toInvitation(row: Selectable<OneTimeLinksTable>): InvitationDetails {
  return {
    id: row.id,
    organizationId: row.organization_id ?? undefined,
    role: (row.role as Role | null) ?? undefined,
    email: row.email ?? undefined,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
  };
}
