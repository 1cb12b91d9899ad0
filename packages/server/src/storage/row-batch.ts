import { CompiledQuery, type Kysely, type RawBuilder, SqliteAdapter, sql } from "kysely";

export type Dialect = "sqlite" | "postgres";

export function dialectOf<Schema>(database: Kysely<Schema>): Dialect {
  return database.getExecutor().adapter instanceof SqliteAdapter ? "sqlite" : "postgres";
}

type Cell = string | number | null;
type Row = readonly Cell[];

/** As a statement names them, by their place in the row. */
export interface RowCells {
  readonly text: (index: number) => RawBuilder<unknown>;
  readonly number: (index: number) => RawBuilder<unknown>;
  /** Where they come from. */
  readonly from: RawBuilder<unknown>;
}

/** The one parameter of a statement that SQLite runs once for each row of the JSON. */
export interface RowsParameter {
  readonly rows: string;
}

export function isRowsParameter(value: unknown): value is RowsParameter {
  return typeof value === "object" && value !== null && "rows" in value && typeof value.rows === "string";
}

/**
 * Runs a statement for many rows. They are handed over as one JSON text: the statement stays the same however many there are, is prepared
 * once, and costs the main thread one `JSON.stringify`, where building it from values takes it milliseconds. PostgreSQL runs it once for
 * all rows, SQLite once for each, which is its fastest way.
 */
export async function runForRows<Schema>(
  database: Kysely<Schema>,
  rows: readonly Row[],
  statement: (cells: RowCells) => RawBuilder<unknown>,
): Promise<void> {
  if (rows.length === 0) return;
  const text = JSON.stringify(rows);
  if (dialectOf(database) === "postgres") {
    await statement(postgresCells(text)).execute(database);
    return;
  }
  const compiled = statement(SQLITE_CELLS).compile(database);
  const parameter: RowsParameter = { rows: text };
  await database.executeQuery(CompiledQuery.raw(compiled.sql, [parameter]));
}

const placeOf = (index: number) => sql.raw(`?${index + 1}`);
const SQLITE_CELLS: RowCells = { text: placeOf, number: placeOf, from: sql.raw("where true") };

function postgresCells(text: string): RowCells {
  return {
    text: (index) => sql`input.value ->> ${sql.lit(index)}`,
    number: (index) => sql`cast(input.value ->> ${sql.lit(index)} as bigint)`,
    from: sql`from json_array_elements(cast(${text} as json)) as input(value) where true`,
  };
}
