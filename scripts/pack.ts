// Packs the published packages, or those that are named, into artifacts/: in the repository `exports` is the TypeScript source, so that
// nothing needs a build; in the tarball it is `publishConfig.exports`, the output of tsc. npm itself ignores `publishConfig.exports`,
// hence this file. Prints the paths of the tarballs. Touches only what belongs to the packages it packs, so that several may run.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const root = join(import.meta.dirname, "..");
const artifacts = join(root, "artifacts");
const published = ["client", "verifier", "server"];
const named = process.argv.slice(2);

for (const name of named)
  if (!published.includes(name)) throw new Error(`${name} is not one of ${published.join(", ")}`);
for (const name of named.length > 0 ? named : published) {
  const source = join(root, "packages", name);
  if (existsSync(join(source, "tsconfig.build.json"))) console.log(pack(name, source));
}

function pack(name: string, source: string): string {
  const stage = join(artifacts, name);
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  rmSync(join(source, "dist"), { recursive: true, force: true });
  run("tsc", ["-p", join(source, "tsconfig.build.json")]);
  for (const path of ["dist", "src", "README.md"].map((file) => join(source, file)).concat(join(root, "LICENSE")))
    if (existsSync(path)) cpSync(path, join(stage, basename(path)), { recursive: true });
  writeFileSync(join(stage, "package.json"), `${JSON.stringify(publishedManifest(source), null, 2)}\n`);
  const output = run("npm", ["pack", stage, "--pack-destination", artifacts, "--loglevel=error", "--json"]);
  const [{ filename }] = JSON.parse(output) as [{ filename: string }];
  return join(artifacts, filename);
}

function publishedManifest(source: string): Record<string, unknown> {
  const text = readFileSync(join(source, "package.json"), "utf8");
  const { private: _, scripts: __, devDependencies: ___, publishConfig, ...manifest } = JSON.parse(text);
  const { exports, bin, engines = manifest.engines, ...registryConfig } = publishConfig;
  return { ...manifest, exports, bin, engines, publishConfig: registryConfig };
}

function run(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { cwd: root, stdio: ["ignore", "pipe", 2], encoding: "utf8" });
}
