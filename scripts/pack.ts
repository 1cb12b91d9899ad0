// Packs the published packages, or those that are named, into artifacts/, and prints the paths of the tarballs. A package of this
// repository that one of them depends on is packed too, and before it.
//
// In the repository `exports` and `bin` are the TypeScript source, so that nothing needs a build; in the tarball they are those of
// `publishConfig`, the output of tsc. npm itself ignores them there, hence this file. Everything is built in a folder of its own that looks
// like the repository, in which a package finds the packed form of those that it depends on: nothing outside artifacts/ is touched but the
// built dashboard, which the server carries and which is built anew where that is needed; several may pack at once.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";

const SCOPE = "@celitech-auth/";
const PUBLISHED = ["client", "verifier", "contract", "server"];

const root = join(import.meta.dirname, "..");
const artifacts = join(root, "artifacts");

interface Manifest {
  readonly private?: boolean;
  readonly scripts?: unknown;
  readonly devDependencies?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly exports?: unknown;
  readonly bin?: Readonly<Record<string, string>> | undefined;
  readonly engines?: unknown;
  readonly publishConfig: Readonly<Record<string, unknown>> & Pick<Manifest, "exports" | "bin" | "engines">;
}

const named = process.argv.slice(2);
for (const name of named)
  if (!PUBLISHED.includes(name)) throw new Error(`${name} is not one of ${PUBLISHED.join(", ")}`);
packAll(named.length > 0 ? named : PUBLISHED);

function packAll(names: readonly string[]): void {
  mkdirSync(artifacts, { recursive: true });
  const stage = mkdtempSync(join(artifacts, "stage-"));
  try {
    cpSync(join(root, "tsconfig.base.json"), join(stage, "tsconfig.base.json"));
    mkdirSync(join(stage, "node_modules", SCOPE), { recursive: true });
    for (const name of withDependencies(names)) console.log(pack(name, stage));
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function withDependencies(names: readonly string[]): ReadonlySet<string> {
  const ordered = new Set<string>();
  for (const name of names) {
    const own = Object.keys(readManifest(name).dependencies ?? {}).filter((dependency) => dependency.startsWith(SCOPE));
    for (const dependency of withDependencies(own.map((dependency) => dependency.slice(SCOPE.length))))
      ordered.add(dependency);
    ordered.add(name);
  }
  return ordered;
}

function pack(name: string, stage: string): string {
  const source = join(root, "packages", name);
  const target = join(stage, "packages", name);
  mkdirSync(target, { recursive: true });
  for (const path of ["src", "README.md", "tsconfig.build.json"].map((file) => join(source, file)))
    if (existsSync(path)) cpSync(path, join(target, basename(path)), { recursive: true });
  cpSync(join(root, "LICENSE"), join(target, "LICENSE"));
  if (name === "server") addDashboard(join(target, "dashboard"));
  const manifest = publishedManifest(readManifest(name));
  writeFileSync(join(target, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  run("tsc", ["-p", join(target, "tsconfig.build.json")]);
  for (const program of Object.values(manifest.bin ?? {})) chmodSync(join(target, program), 0o755);
  symlinkSync(target, join(stage, "node_modules", SCOPE + name));
  const output = run("npm", ["pack", target, "--pack-destination", stage, "--loglevel=error", "--json"]);
  const [{ filename }] = JSON.parse(output) as [{ filename: string }];
  const tarball = join(artifacts, filename);
  renameSync(join(stage, filename), tarball); // at once: whoever reads it meanwhile has the old one or the new one
  return tarball;
}

function addDashboard(target: string): void {
  execFileSync(process.execPath, [join(root, "scripts/build-dashboard.mjs")], { stdio: ["ignore", 2, 2] });
  const notServed = new Set([".sources", "sizes.json"]);
  const built = join(root, "packages/dashboard/dist");
  cpSync(built, target, { recursive: true, filter: (path) => !notServed.has(basename(path)) });
}

function readManifest(name: string): Manifest {
  return JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8")) as Manifest;
}

function publishedManifest(source: Manifest): Manifest {
  const { private: _, scripts: __, devDependencies: ___, publishConfig, ...manifest } = source;
  const { exports, bin, engines = manifest.engines, ...registryConfig } = publishConfig;
  return { ...manifest, exports, bin, engines, publishConfig: registryConfig };
}

function run(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { cwd: root, stdio: ["ignore", "pipe", 2], encoding: "utf8" });
}
