import { type CursorPosition, type ListOrder, parseCursor } from "../domain/cursor.ts";
import { CommandError, EXIT } from "./exit-code.ts";

/** More than a person reads, and little enough for one answer. */
export const LIMIT_MAX = 1_000;

/** Reads `--limit`. */
export function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= LIMIT_MAX) return limit;
  throw new CommandError(`--limit: must be 1 to ${LIMIT_MAX}`, EXIT.usage);
}

/** Reads `--cursor`, which belongs to one order; undefined: the first page. */
export function parseCursorOption(text: string | undefined, order: ListOrder): CursorPosition | undefined {
  if (text === undefined) return undefined;
  const position = parseCursor(text, order);
  if (position === undefined) throw new CommandError("--cursor: is none that this command printed", EXIT.usage);
  return position;
}
