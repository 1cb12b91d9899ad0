// Puts what is made from the code into the documents: the configuration table, the command reference. `npm run docs`.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedParts, putPart } from "./generated-parts.ts";

for (const part of generatedParts()) {
  const path = join(import.meta.dirname, "..", part.file);
  const document = readFileSync(path, "utf8");
  const updated = putPart(document, part);
  if (updated !== document) writeFileSync(path, updated);
  console.log(`${part.file}: ${part.name} ${updated === document ? "is up to date" : "was updated"}`);
}
