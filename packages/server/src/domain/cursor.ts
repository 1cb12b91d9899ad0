/** Where a page of a list ended: the value that the list is sorted by, and the id, since values may be alike. */
export interface CursorPosition {
  readonly value: string | number;
  readonly id: string;
}

/** What a list is sorted by. A cursor holds for the order alone that it was made in. */
export interface ListOrder {
  readonly name: string;
  readonly valueType: "string" | "number";
}

export interface PageQuery {
  readonly limit: number;
  /** Undefined: the first page. */
  readonly after?: CursorPosition | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Undefined: this is the last page. */
  readonly next: CursorPosition | undefined;
}

/** Opaque to callers: base64url. */
export function encodeCursor({ value, id }: CursorPosition, { name }: ListOrder): string {
  return Buffer.from(JSON.stringify([name, value, id])).toString("base64url");
}

/** What `encodeCursor` made for this order, or undefined for any other text. */
export function parseCursor(text: string, { name, valueType }: ListOrder): CursorPosition | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    if (!Array.isArray(parsed)) return undefined;
    const [orderName, value, id]: unknown[] = parsed;
    if (orderName !== name || !isText(id)) return undefined;
    if (valueType === "number") return Number.isSafeInteger(value) ? { value: value as number, id } : undefined;
    return isText(value) ? { value, id } : undefined;
  } catch {
    return undefined;
  }
}

// PostgreSQL's text holds no NUL.
function isText(value: unknown): value is string {
  return typeof value === "string" && !value.includes("\0");
}

/** The first `limit` of the rows, which are one more where there is a next page. */
export function cutPage<Row>(
  rows: readonly Row[],
  limit: number,
  positionOf: (row: Row) => CursorPosition,
): { readonly rows: readonly Row[]; readonly next: CursorPosition | undefined } {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return { rows: kept, next: rows.length > limit && last !== undefined ? positionOf(last) : undefined };
}
