import { Group, NativeSelect, Table, Text, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./data-table.module.css";

export interface Column<Row> {
  readonly key: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** The API's name of the order by this column; `-` before it turns it round. */
  readonly sort?: string;
  /** Which way the first click sorts. */
  readonly sortsDownFirst?: boolean;
  readonly isNumber?: boolean;
}

interface Properties<Row> {
  /** For screen readers. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** As in the URL and the API: "name" or "-created_at". */
  readonly sort?: string;
  readonly onSort?: (sort: string) => void;
  /** What is shown is of the request before; the next answer is on its way. */
  readonly isStale?: boolean;
}

/**
 * A table on wide screens, a list of cards on narrow ones. The first column names the row. The roles are written out, since browsers take a
 * table's meaning away where its parts are laid out as blocks.
 */
export function DataTable<Row>({ caption, columns, rows, rowKey, sort, onSort, isStale = false }: Properties<Row>) {
  return (
    <div className={classes["box"]}>
      {onSort !== undefined && sort !== undefined && <SortSelect columns={columns} sort={sort} onSort={onSort} />}
      <Table
        className={classes["table"]}
        role="table"
        aria-label={caption}
        aria-busy={isStale}
        verticalSpacing={10}
        horizontalSpacing="md"
        data-stale={isStale || undefined}
      >
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <Header key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr role="row" key={rowKey(row)}>
              {columns.map((column, index) => (
                <td
                  role={index === 0 ? "rowheader" : "cell"}
                  key={column.key}
                  data-label={column.header}
                  data-number={column.isNumber || undefined}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

interface HeaderProperties<Row> {
  readonly column: Column<Row>;
  readonly sort: string | undefined;
  readonly onSort: ((sort: string) => void) | undefined;
}

function Header<Row>({ column, sort, onSort }: HeaderProperties<Row>) {
  const direction = directionOf(column, sort);
  if (column.sort === undefined || onSort === undefined)
    return (
      <th role="columnheader" scope="col" data-number={column.isNumber || undefined}>
        {column.header}
      </th>
    );
  return (
    <th role="columnheader" scope="col" aria-sort={direction} data-number={column.isNumber || undefined}>
      <UnstyledButton className={classes["sort"]} onClick={() => onSort(nextSort(column, direction))}>
        {column.header}
        <SortIcon direction={direction} />
      </UnstyledButton>
    </th>
  );
}

type Direction = "ascending" | "descending" | "none";

function directionOf<Row>(column: Column<Row>, sort: string | undefined): Direction {
  if (column.sort === undefined || sort === undefined) return "none";
  if (sort === column.sort) return "ascending";
  return sort === `-${column.sort}` ? "descending" : "none";
}

function nextSort<Row>({ sort = "", sortsDownFirst = false }: Column<Row>, direction: Direction): string {
  const isDown = direction === "none" ? sortsDownFirst : direction === "ascending";
  return isDown ? `-${sort}` : sort;
}

function SortIcon({ direction }: { readonly direction: Direction }) {
  const Icon = { ascending: IconArrowUp, descending: IconArrowDown, none: IconArrowsSort }[direction];
  return <Icon size={13} aria-hidden className={classes["sortIcon"]} data-active={direction !== "none" || undefined} />;
}

/** On narrow screens there are no column heads to click. */
function SortSelect<Row>({
  columns,
  sort,
  onSort,
}: {
  readonly columns: readonly Column<Row>[];
  readonly sort: string;
  readonly onSort: (sort: string) => void;
}) {
  const choices = columns.flatMap((column) =>
    column.sort === undefined
      ? []
      : [
          { value: column.sort, label: `${column.header}, up` },
          { value: `-${column.sort}`, label: `${column.header}, down` },
        ],
  );
  return (
    <Group className={classes["sortSelect"]} gap="xs" px="md" py="xs">
      <Text size="sm" c="dimmed">
        Sort by
      </Text>
      <NativeSelect
        size="xs"
        aria-label="Sort by"
        data={choices}
        value={sort}
        onChange={(event) => onSort(event.currentTarget.value)}
        flex={1}
      />
    </Group>
  );
}
