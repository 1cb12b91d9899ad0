import type { Kysely, Selectable } from "kysely";
import type { UserChange, UserRepository } from "../domain/people/people-ports.ts";
import type { User } from "../domain/people/user.ts";
import { SecretText } from "../domain/secret-text.ts";
import type { Schema, UsersTable } from "./schema.ts";

export class KyselyUserRepository implements UserRepository {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async find(id: string): Promise<User | undefined> {
    return toUserOrNone(await this.#database.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst());
  }

  async findByEmail(email: string): Promise<User | undefined> {
    return toUserOrNone(
      await this.#database.selectFrom("users").selectAll().where("email", "=", email).executeTakeFirst(),
    );
  }

  async countOperators(): Promise<number> {
    const { operators } = await this.#database
      .selectFrom("users")
      .select((select) => select.fn.countAll<number>().as("operators"))
      .where("is_operator", "=", 1)
      .executeTakeFirstOrThrow();
    return operators;
  }

  // An update that changes nothing takes the rows' locks on both databases; SQLite knows no `for update`.
  async lockOperators(): Promise<void> {
    await this.#database
      .updateTable("users")
      .set((row) => ({ is_operator: row.ref("is_operator") }))
      .where("is_operator", "=", 1)
      .execute();
  }

  async insert(user: User): Promise<void> {
    await this.#database
      .insertInto("users")
      .values({
        id: user.id,
        email: user.email,
        name: user.name,
        is_operator: user.isOperator ? 1 : 0,
        password_hash: user.passwordHash?.reveal() ?? null,
        created_at: user.createdAt,
        last_signed_in_at: user.lastSignedInAt ?? null,
      })
      .execute();
  }

  async update(id: string, values: UserChange): Promise<void> {
    const { email, name, isOperator, passwordHash, lastSignedInAt } = values;
    await this.#database
      .updateTable("users")
      .set({
        ...(email !== undefined && { email }),
        ...(name !== undefined && { name }),
        ...(isOperator !== undefined && { is_operator: isOperator ? 1 : 0 }),
        ...("passwordHash" in values && { password_hash: passwordHash?.reveal() ?? null }),
        ...(lastSignedInAt !== undefined && { last_signed_in_at: lastSignedInAt }),
      })
      .where("id", "=", id)
      .execute();
  }
}

function toUserOrNone(row: Selectable<UsersTable> | undefined): User | undefined {
  return row === undefined ? undefined : toUser(row);
}

function toUser(row: Selectable<UsersTable>): User {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    isOperator: row.is_operator === 1,
    passwordHash: row.password_hash === null ? undefined : new SecretText(row.password_hash),
    createdAt: row.created_at,
    lastSignedInAt: row.last_signed_in_at ?? undefined,
  };
}
