import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { parseEnv, promisify } from "node:util";
import { afterAll, expect, onTestFinished, test, vi } from "vitest";
import { freePort, requestToken } from "../../packages/server/test/support/server-process.ts";

const repository = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "celitech-auth-package-"));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
writeFileSync(join(folder, "package.json"), '{ "name": "empty", "private": true }');

const PATH = [dirname(process.execPath), process.env["PATH"]].join(delimiter);
const START_MILLISECONDS_MAX = 30_000;

async function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) {
  const options = { cwd, env: { ...process.env, PATH, ...env }, maxBuffer: 16_000_000 };
  return (await promisify(execFile)(command, [...args], options)).stdout;
}

const packed = await run("node", [join(repository, "scripts/pack.ts"), "server"], repository);
const tarballs = packed.trim().split("\n");
const quiet = ["--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
await run("npm", ["install", ...quiet, ...tarballs], folder);

async function startPackedServer(): Promise<{ readonly url: string; readonly credentials: NodeJS.ProcessEnv }> {
  const port = await freePort();
  // A group of its own: `npx` does not hand a signal on.
  const child = spawn("npx", ["celitech-auth", "serve"], {
    cwd: folder,
    env: { ...process.env, PATH, CELITECH_AUTH_PORT: String(port) },
    stdio: ["ignore", "ignore", "inherit"],
    detached: true,
  });
  onTestFinished(async () => {
    if (child.pid !== undefined && child.exitCode === null) {
      process.kill(-child.pid, "SIGTERM");
      await once(child, "exit");
    }
  });
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(async () => expect((await fetch(`${url}/health/ready`)).status).toBe(200), {
    timeout: START_MILLISECONDS_MAX,
    interval: 100,
  });
  return { url, credentials: parseEnv(readFileSync(join(folder, "data/quickstart.env"), "utf8")) };
}

test("the packed server starts in an empty folder, issues a token and lists its clients", async () => {
  const { url, credentials } = await startPackedServer();
  const { CELITECH_CLIENT_ID: id = "", CELITECH_CLIENT_SECRET: secret = "" } = credentials;
  expect(await (await requestToken(url, id, secret)).json()).toEqual({
    access_token: expect.stringMatching(/^ey/),
    expires_in: 3600,
    token_type: "Bearer",
  });
  expect(await run("npx", ["celitech-auth", "token"], folder, credentials)).toMatch(/^ey[\w.-]+\n$/);
  const { clients } = JSON.parse(await run("npx", ["celitech-auth", "clients", "list", "--json"], folder));
  expect(clients).toMatchObject([{ client_id: id, name: "quickstart" }]);
});

test("the packed server serves the dashboard's pages, and their scripts compressed", async () => {
  const { url } = await startPackedServer();
  // As localhost, which is the public URL; at 127.0.0.1 it would lead there.
  const local = url.replace("127.0.0.1", "localhost");
  const response = await fetch(local, { headers: { accept: "text/html" } });
  expect([response.status, response.url]).toEqual([200, `${local}/sign-in`]);
  expect(response.headers.get("content-security-policy")).toContain("script-src 'self'");
  const page = await response.text();
  expect(page).toContain("<title>Sign in · CELITECH Auth</title>");
  const [script = "none"] = /\/assets\/[\w-]+\.js/.exec(page) ?? [];
  const asset = await fetch(local + script, { headers: { "accept-encoding": "br" } });
  expect([asset.status, asset.headers.get("content-encoding")]).toEqual([200, "br"]);
  expect(await asset.text()).toContain("passkey");
});

test("the packed server knows its version, and carries its licence and its guide", async () => {
  const installed = join(folder, "node_modules/@celitech-auth/server");
  const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  expect(await run("npx", ["celitech-auth", "--version"], folder)).toBe(`${manifest.version}\n`);
  expect(manifest).not.toHaveProperty("devDependencies");
  expect(manifest.engines).toEqual({ node: ">=24" });
  expect(readFileSync(join(installed, "LICENSE"), "utf8")).toContain("Apache License");
  expect(readFileSync(join(installed, "README.md"), "utf8")).toContain("celitech-auth serve");
});

test("publint and attw find nothing to say about the packed server", async () => {
  const tarball = tarballs.find((path) => path.includes("celitech-auth-server-")) ?? "";
  await run("publint", ["run", "--strict", tarball], repository);
  await run("attw", [tarball, "--profile", "esm-only"], repository);
});
