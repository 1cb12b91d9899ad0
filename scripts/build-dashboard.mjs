// Builds packages/dashboard into its dist when its sources changed since the last time, or always with --force; otherwise returns within milliseconds.
// Runs on whatever Node the machine has (20.19+), without a dependency; what it starts runs on the Node of package-lock.json.
//
// Several may run at once: each builds in a folder of its own and puts it in place as a whole, with the hash of what it was built from inside.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";

const root = join(import.meta.dirname, "..");
const dashboard = join(root, "packages/dashboard");
const dist = join(dashboard, "dist");
/** Inside what was built: the hash of its sources. */
const STAMP = ".sources";
const TRIES_MAX = 10;
const SOURCES = [
  "package-lock.json",
  "tsconfig.base.json",
  "packages/contract/src",
  ...["build", "public", "src", "index.html", "sign-in.html", "package.json", "tsconfig.json", "vite.config.ts"].map(
    (name) => `packages/dashboard/${name}`,
  ),
];

const sources = hashSources();
if (process.argv.includes("--force") || readStamp(dist) !== sources) build();

function build() {
  const started = performance.now();
  const unfinished = `${dist}.${process.pid}`;
  const node = join(root, "node_modules/.bin", process.platform === "win32" ? "node.cmd" : "node");
  const vite = join(createRequire(join(dashboard, "package.json")).resolve("vite/package.json"), "../bin/vite.js");
  const { status, stdout, stderr, error } = spawnSync(node, [vite, "build", "--outDir", unfinished, "--emptyOutDir"], {
    cwd: dashboard,
    encoding: "utf8",
    shell: process.platform === "win32",
    // A test runner's NODE_ENV would make it a build for developers.
    env: { ...process.env, NODE_ENV: "production", NO_COLOR: "1" },
  });
  if (status !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    console.error(`${stdout}${stderr}${error?.message ?? ""}\nThe dashboard could not be built.`);
    process.exit(1);
  }
  writeFileSync(join(unfinished, STAMP), sources);
  putInPlace(unfinished);
  const sizes = JSON.parse(readFileSync(join(dist, "sizes.json"), "utf8"));
  const parts = sizes.map(({ name, kilobytes, kilobytesMax }) => `${name} ${kilobytes} of ${kilobytesMax} kB`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.error(`Built the dashboard in ${seconds} s; gzipped JavaScript: ${parts.join(", ")}.`);
}

// Between the two renames there is no dist, and another process may be in between: then once more.
function putInPlace(finished) {
  const old = `${finished}.old`;
  try {
    for (let tries = 1; ; tries += 1)
      try {
        if (existsSync(dist)) renameSync(dist, old);
        renameSync(finished, dist);
        return;
      } catch (error) {
        if (readStamp(dist) === sources) return; // another process was first with the same
        if (tries === TRIES_MAX) throw error;
      } finally {
        rmSync(old, { recursive: true, force: true });
      }
  } finally {
    rmSync(finished, { recursive: true, force: true });
  }
}

function hashSources() {
  const hash = createHash("sha256");
  for (const path of SOURCES.flatMap(listFiles)) hash.update(`${relative(root, path)}\0`).update(readFileSync(path));
  return hash.digest("hex");
}

function listFiles(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  const found = readdirSafely(full);
  if (found === undefined) return [full];
  const files = found.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name)).sort();
}

/** Undefined: it is a file. */
function readdirSafely(path) {
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (error.code === "ENOTDIR") return undefined;
    throw error;
  }
}

function readStamp(folder) {
  const file = join(folder, STAMP);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
