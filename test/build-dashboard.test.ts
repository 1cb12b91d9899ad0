import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const repository = join(import.meta.dirname, "..");
const root = mkdtempSync(join(tmpdir(), "celitech-auth-build-"));
const dashboard = join(root, "packages/dashboard");
const built = join(dashboard, "dist");
const write = (path: string, text: string) => writeFileSync(join(dashboard, path), text);

const CONFIG = (kilobytesMax: number) => `
import { finishBuild } from "./build/finish-build.ts";
export default {
  plugins: [finishBuild([{ name: "the page", html: "sign-in.html", modules: ["src/on-demand.ts"], kilobytesMax: ${kilobytesMax} }])],
  build: { rolldownOptions: { input: ["sign-in.html"] } },
};`;
const random = (length: number) => Array.from({ length }, (_, index) => Math.sin(index).toString(36).slice(2)).join("");

/** A repository as small as the script takes it, with the packages of this one. */
beforeAll(() => {
  for (const path of ["scripts/build-dashboard.mjs", "packages/dashboard/build/finish-build.ts"])
    cpSync(join(repository, path), join(root, path), { recursive: true });
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
  writeFileSync(join(root, "package-lock.json"), "{}");
  mkdirSync(join(dashboard, "src"));
  write("package.json", '{ "type": "module" }');
  write("vite.config.ts", CONFIG(20));
  write("sign-in.html", '<html><head><script type="module" src="/src/main.ts"></script></head></html>');
  write("src/main.ts", `console.log("${random(100)}", () => import("./on-demand.ts"));`);
  write("src/on-demand.ts", `export const text = "${random(100)}";`);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What it said; empty: there was nothing to do. */
async function build(...args: readonly string[]): Promise<string> {
  const script = join(root, "scripts/build-dashboard.mjs");
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, ...args]);
  return stdout + stderr;
}

const scripts = () => readdirSync(join(built, "assets")).filter((name) => name.endsWith(".js"));

test("the dashboard is built once, and anew when a source has changed or when told so", async () => {
  expect(await build()).toMatch(
    /^Built the dashboard in \d+\.\d s; gzipped JavaScript: the page \d+(\.\d)? of 20 kB\.\n$/,
  );
  expect(await build()).toBe("");
  const before = scripts();
  write("src/on-demand.ts", `export const text = "${random(101)}";`);
  expect(await build()).toContain("Built the dashboard");
  expect(scripts()).not.toEqual(before);
  expect(await build("--force")).toContain("Built the dashboard");
});

test("two builds at once leave one that is whole, and nothing beside it", async () => {
  write("src/on-demand.ts", `export const text = "${random(102)}";`);
  await Promise.all([build(), build()]);
  expect(await build()).toBe("");
  expect(readdirSync(dashboard).filter((name) => name.startsWith("dist"))).toEqual(["dist"]);
  const page = readFileSync(join(built, "sign-in.html"), "utf8");
  expect(scripts().some((name) => page.includes(name))).toBe(true);
});

test("files are compressed where that makes them smaller", async () => {
  await build();
  const names = readdirSync(join(built, "assets"));
  for (const name of scripts()) expect(names).toEqual(expect.arrayContaining([`${name}.br`, `${name}.gz`]));
});

test("a page that loads too much JavaScript, at once or right after, fails the build and leaves what was built before", async () => {
  await build();
  const before = scripts();
  write("vite.config.ts", CONFIG(0.5));
  await expect(build()).rejects.toThrow(/too much gzipped JavaScript: the page \d+(\.\d)? of 0\.5 kB/);
  expect(scripts()).toEqual(before);
  expect(readdirSync(dashboard).filter((name) => name.startsWith("dist"))).toEqual(["dist"]);
});
