import { type Problem, problem } from "../domain/administration/outcome.ts";
import { encodeCursor, type ListOrder, type Page, type PageQuery, parseCursor } from "../domain/cursor.ts";

/** What a list is asked for, or a problem that names `cursor`. */
export function readPage(
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  order: ListOrder,
): ({ readonly kind: "page" } & PageQuery) | Problem {
  if (cursor === undefined) return { kind: "page", limit };
  const after = parseCursor(cursor, order);
  if (after !== undefined) return { kind: "page", limit, after };
  return problem("invalid", "The cursor is none of this list in this order: begin again without one.", "cursor");
}

/** The JSON of a page. */
export function pageBody<Item, Shown>(
  { items, next }: Page<Item>,
  order: ListOrder,
  show: (item: Item) => Shown,
): { items: Shown[]; next_cursor: string | null } {
  return { items: items.map(show), next_cursor: next === undefined ? null : encodeCursor(next, order) };
}
