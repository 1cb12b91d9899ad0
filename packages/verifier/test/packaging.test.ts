import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { findNodes } from "../../../test/node-binaries.ts";
import { FakeIssuer } from "./fakes/fake-issuer.ts";

const repository = join(import.meta.dirname, "../../..");

async function run(command: string, args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(command, [...args], { cwd: repository })).stdout;
}

const tarball = (await run("node", [join(repository, "scripts/pack.ts"), "verifier"])).trim();
const folder = await mkdtemp(join(tmpdir(), "celitech-auth-verifier-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
await writeFile(join(folder, "package.json"), '{ "name": "empty", "private": true }');
const install = ["install", "--prefix", folder, "--offline", "--no-audit", "--no-fund", "--loglevel=error"];
await run("npm", [...install, tarball]);
for (const program of ["smoke.mjs", "smoke.cjs"])
  await cp(join(import.meta.dirname, "programs", program), join(folder, program));

test.each(findNodes())(
  "on Node $version the packed package is imported, verifies a token and guards a route",
  async ({ path }) => {
    const issuer = await FakeIssuer.start();
    issuer.publishList();
    issuer.list.revoke({ kind: "token", tokenId: "another" });
    const output = await run(path, [join(folder, "smoke.mjs"), issuer.url, issuer.token()]);
    const clientId = issuer.claims()["client_id"];
    expect(JSON.parse(output)).toEqual({
      clientId,
      organizationId: "org_1",
      scopes: ["read", "write"],
      refusal: [true, "signature_invalid"],
      route: [200, clientId],
      challenge: [401, 'Bearer realm="https://api.example/v1"'],
      parts: 2,
      list: 1,
    });
  },
);

test.each(findNodes())("on Node $version the packed package is required and verifies a token", async ({ path }) => {
  const issuer = await FakeIssuer.start();
  const output = await run(path, [join(folder, "smoke.cjs"), issuer.url, issuer.token()]);
  expect(output.trim()).toBe(issuer.claims()["client_id"]);
});

test("the packed package is clean for publint --strict and for attw, esm-only", async () => {
  await run("publint", ["--strict", tarball]);
  await run("attw", ["--profile", "esm-only", tarball]);
});

test("the package has no dependency and carries its licence and its guide", async () => {
  const installed = join(folder, "node_modules/@celitech-auth/verifier");
  const manifest: Record<string, unknown> = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
  expect(manifest).not.toHaveProperty("dependencies");
  expect(manifest).not.toHaveProperty("devDependencies");
  expect(manifest["engines"]).toEqual({ node: ">=20.19" });
  expect(await readFile(join(installed, "LICENSE"), "utf8")).toContain("Apache License");
  expect(await readFile(join(installed, "README.md"), "utf8")).toContain("accessTokenVerifier");
});
