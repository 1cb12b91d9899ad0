import type { Page, PageRequest } from "../domain/page.ts";

/** Where a page ended: the value by which the list is sorted, and the id that tells equal ones apart. */
export interface CursorPosition<Sort extends string | number> {
  readonly sort: Sort;
  readonly id: string;
}

export function encodeCursor({ sort, id }: CursorPosition<string | number>): string {
  return Buffer.from(JSON.stringify([sort, id])).toString("base64url");
}

/** What `encodeCursor` made of a number or a string; undefined for any other text. */
export function decodeCursor(cursor: string | undefined, type: "number"): CursorPosition<number> | undefined;
export function decodeCursor(cursor: string | undefined, type: "string"): CursorPosition<string> | undefined;
export function decodeCursor(
  cursor: string | undefined,
  type: "number" | "string",
): CursorPosition<string | number> | undefined {
  if (cursor === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (!Array.isArray(parsed)) return undefined;
    const [sort, id]: unknown[] = parsed;
    if ((typeof sort !== "string" && typeof sort !== "number") || typeof sort !== type) return undefined;
    return typeof id === "string" ? { sort, id } : undefined;
  } catch {
    return undefined;
  }
}

/** A page of rows of which one more was read than was asked for. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  { limit }: PageRequest,
  {
    position,
    toItem,
  }: { readonly position: (row: Row) => CursorPosition<string | number>; readonly toItem: (row: Row) => Item },
): Page<Item> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return {
    items: kept.map(toItem),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(position(last)) : undefined,
  };
}
