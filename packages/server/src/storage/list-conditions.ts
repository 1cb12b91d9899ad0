import { type Expression, type SqlBool, sql } from "kysely";
import type { CursorPosition } from "../domain/cursor.ts";

export interface SortColumns {
  readonly value: Expression<unknown>;
  readonly id: Expression<unknown>;
  readonly direction: "asc" | "desc";
}

/**
 * What comes after a position, in a list that is sorted by the value and then by the id. The value alone is compared, too, since SQLite begins
 * in the middle of an index on an expression for that, and not for a pair.
 */
export function afterPosition({ value, id, direction }: SortColumns, position: CursorPosition): Expression<SqlBool> {
  const [beyond, notBefore] = direction === "asc" ? [sql`>`, sql`>=`] : [sql`<`, sql`<=`];
  return sql<SqlBool>`(${value} ${notBefore} ${position.value} and (${value}, ${id}) ${beyond} (${position.value}, ${position.id}))`;
}

interface SearchedColumns {
  readonly name: Expression<string>;
  readonly id: Expression<string>;
}

/** Whether the text is in the name, or the id begins with it. Capitals do not matter (to SQLite those of ASCII), and the text is no pattern. */
export function matchesSearch({ name, id }: SearchedColumns, search: string): Expression<SqlBool> {
  const text = search.replace(/[\\%_]/g, "\\$&");
  return sql<SqlBool>`(${contains(name, `%${text}%`)} or ${contains(id, `${text}%`)})`;
}

function contains(column: Expression<string>, pattern: string): Expression<SqlBool> {
  return sql<SqlBool>`lower(${column}) like lower(${pattern}) escape '\\'`;
}
