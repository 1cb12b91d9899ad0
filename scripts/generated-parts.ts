import { commandReference } from "./command-reference.ts";
import { configurationTable } from "./configuration-table.ts";

export interface GeneratedPart {
  /** The document, from the root of the repository. */
  readonly file: string;
  /** Stands between `<!-- generated: NAME -->` and `<!-- end: NAME -->`. */
  readonly name: string;
  readonly text: string;
}

/** What documents hold that is made from the code. */
export function generatedParts(): readonly GeneratedPart[] {
  return [
    { file: "README.md", name: "configuration", text: configurationTable() },
    { file: "docs/guides/command-line.md", name: "commands", text: commandReference() },
  ];
}

/** The document with the part in its place. Throws where the document has no such place. */
export function putPart(document: string, { file, name, text }: GeneratedPart): string {
  const begin = `<!-- generated: ${name} -->\n`;
  const end = `\n<!-- end: ${name} -->`;
  const from = document.indexOf(begin);
  const to = document.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${file} has no place for ${name}`);
  return document.slice(0, from + begin.length) + text + document.slice(to);
}
