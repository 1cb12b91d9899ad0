import { execFile } from "node:child_process";
import { cp, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "rolldown";

export const repository = join(import.meta.dirname, "../../..");

export async function run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const options = { cwd: repository, env: { ...process.env, ...env }, maxBuffer: 16_000_000 };
  return (await promisify(execFile)(command, [...args], options)).stdout;
}

export interface InstalledPackage {
  readonly tarball: string;
  /** An otherwise empty folder with the tarball installed and the programs beside it. */
  readonly folder: string;
}

/** Packs the client as it is published, and installs the tarball in an empty folder. */
export async function installPackedClient(): Promise<InstalledPackage> {
  const tarball = (await run("node", [join(repository, "scripts/pack.ts"), "client"])).trim();
  const folder = await mkdtemp(join(tmpdir(), "celitech-auth-packed-"));
  await writeFile(join(folder, "package.json"), '{ "name": "empty", "private": true }');
  await run("npm", [
    "install",
    "--prefix",
    folder,
    "--offline",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    tarball,
  ]);
  for (const program of ["smoke.mjs", "smoke.cjs", "smoke-steps.mjs", "worker.mjs"])
    await cp(join(import.meta.dirname, "programs", program), join(folder, program));
  return { tarball, folder };
}

/**
 * Bundles a program of that folder as a bundler with these export conditions does, and returns the code that is loaded at once:
 * without what an `import()` loads later.
 */
export async function bundle(folder: string, entry: string, conditions: readonly string[]): Promise<string> {
  const { output } = await build({
    input: join(folder, entry),
    write: false,
    platform: "browser",
    logLevel: "silent",
    resolve: { conditionNames: [...conditions, "import", "default"] },
    external: [/secret-files/, /shared-acquirer/],
    output: { minify: true },
  });
  return output.map((chunk) => (chunk.type === "chunk" ? chunk.code : "")).join("\n");
}
