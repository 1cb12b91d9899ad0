/** A Markdown table whose columns also line up in a terminal. The first column is text, the others are numbers. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  return [line(header), rule, ...rows.map(line)].join("\n");
}

/** `12,345`, the same on every machine. */
export function formatWhole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** `123 MiB` */
export function formatBytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
