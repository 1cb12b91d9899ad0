import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const RESULTS = new URL("../results/", import.meta.url);

/** Keeps the last results of a suite beside it: the JSON for programs, the Markdown for people. */
export async function writeResults(suite: string, results: object, markdown: string): Promise<void> {
  await mkdir(RESULTS, { recursive: true });
  await writeFile(new URL(`${suite}.json`, RESULTS), `${JSON.stringify(results, null, 2)}\n`);
  await writeFile(new URL(`${suite}.md`, RESULTS), markdown);
  console.error(`written: ${fileURLToPath(new URL(suite, RESULTS))}.{json,md}`);
}
