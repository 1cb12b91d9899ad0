/** What begins with these is a formula to spreadsheets; an apostrophe before it makes it text. */
const FORMULA = /^[=+\-@\t\r]/;

/** A line of RFC 4180. What others chose may stand in it: no cell is a formula. */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(value: unknown): string {
  const text = value === null || value === undefined ? "" : String(value);
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
