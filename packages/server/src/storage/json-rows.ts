import { type Kysely, type RawBuilder, SqliteAdapter, sql } from "kysely";

export type Dialect = "sqlite" | "postgres";
export function dialectOf<Schema>(database: Kysely<Schema>): Dialect {
  return database.getExecutor().adapter instanceof SqliteAdapter ? "sqlite" : "postgres";
}

type Cell = string | number | null;

/**
 * Rows as one parameter: the statement stays the same however many there are, is prepared once, and costs the main thread one
 * `JSON.stringify`. Building the same statement from values takes it milliseconds. Read a cell with `cell`.
 */
export function jsonRows(dialect: Dialect, rows: readonly (readonly Cell[])[]): RawBuilder<unknown> {
  const text = JSON.stringify(rows);
  return dialect === "sqlite"
    ? sql`json_each(${text}) as input`
    : sql`json_array_elements(cast(${text} as json)) as input(value)`;
}

/** A cell of such a row, by its place. */
export function cell(index: number, type: "text" | "bigint"): RawBuilder<unknown> {
  const place = sql.lit(index);
  return type === "text" ? sql`input.value ->> ${place}` : sql`cast(input.value ->> ${place} as bigint)`;
}
