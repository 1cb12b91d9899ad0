import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "rolldown";
import { onTestFinished } from "vitest";

const ROOT = join(import.meta.dirname, "..");
/** Below node_modules, where the packages that stay outside of a bundle are found. */
const FOLDER = join(ROOT, "node_modules/.test-programs");
const PACKAGE_OF_OTHERS = /^(?!@celitech-auth\/)(?:@[\w-]+\/)?[\w-][\w.-]*(?:\/|$)/;

/** One JavaScript file of a TypeScript program, for as long as the test runs. `isWhole`: with all packages in it, so that it starts faster. */
export async function bundleProgram(file: string, isWhole = false): Promise<string> {
  mkdirSync(FOLDER, { recursive: true });
  const folder = mkdtempSync(join(FOLDER, "program-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  await build({
    input: file,
    platform: "node",
    logLevel: "silent",
    ...(isWhole ? {} : { external: PACKAGE_OF_OTHERS }),
    output: { dir: folder, entryFileNames: "program.mjs", chunkFileNames: "[name].mjs" },
  });
  return join(folder, "program.mjs");
}

/** The program as this Node can run it: Node 20 knows no TypeScript. */
export async function runnableProgram(file: string): Promise<string> {
  return process.features.typescript ? file : bundleProgram(file);
}
