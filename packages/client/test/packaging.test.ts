import { spawn } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { findNodes } from "../../../test/node-binaries.ts";
import { startApi, startFaultServer, until } from "./client-under-test.ts";
import { bundle, installPackedClient, run } from "./packed-package.ts";
import { installRuntimes } from "./runtime-binaries.ts";

const { folder, tarball } = await installPackedClient();
afterAll(() => rm(folder, { recursive: true, force: true }));
const runtimes = installRuntimes();

/** A token server, an API that refuses its first token, and an origin behind a redirect, as environment variables. */
async function startServers() {
  const server = await startFaultServer();
  const [api, elsewhere] = [await startApi(), await startApi()];
  api.answer = ({ url, authorization }) => {
    if (url === "/elsewhere") return { status: 302, headers: { location: elsewhere.origin } };
    return { status: authorization === "Bearer token-1-" ? 401 : 200 };
  };
  const env = {
    CELITECH_CLIENT_ID: "id",
    CELITECH_CLIENT_SECRET: "secret",
    CELITECH_TOKEN_URL: server.url,
    CELITECH_API_ORIGINS: api.origin,
  };
  return { server, api, elsewhere, env };
}

async function expectSmoke(command: string, args: readonly string[]): Promise<void> {
  const { api, elsewhere, env } = await startServers();
  expect(JSON.parse(await run(command, args, env))).toEqual({
    first: "token-1-",
    isCached: true,
    status: 200,
    redirectedStatus: 200,
    second: "token-2-",
    tokenRequests: 2,
    refusal: "origin_not_allowed",
    subpaths: ["function", "function"],
  });
  const posts = api.calls.filter(({ method }) => method === "POST");
  expect(posts.map(({ authorization, body }) => [authorization, body.toString()])).toEqual([
    ["Bearer token-1-", "body"],
    ["Bearer token-2-", "body"],
  ]);
  expect(elsewhere.calls.map(({ authorization }) => authorization)).toEqual([undefined]);
}

describe.each(findNodes())("on Node $version", ({ path }) => {
  test("C63: the packed package is imported, gets a token, keeps it and replaces it after a 401", async () => {
    await expectSmoke(path, [join(folder, "smoke.mjs")]);
  });

  test("C63: the packed package is required, gets a token, keeps it and replaces it after a 401", async () => {
    await expectSmoke(path, [join(folder, "smoke.cjs")]);
  });
});

describe.skipIf(runtimes === undefined)("on other runtimes", () => {
  test("C63: the packed package works on Deno", async () => {
    await expectSmoke(runtimes?.deno ?? "", ["run", "--allow-all", "--no-lock", join(folder, "smoke.mjs")]);
  });

  test("C63: the packed package works on Bun", async () => {
    await expectSmoke(runtimes?.bun ?? "", ["run", join(folder, "smoke.mjs")]);
  });

  test("C67: on workerd concurrent requests share the token and never wait for each other's promise", async () => {
    const { server, api, env } = await startServers();
    api.answer = () => ({ status: 200 });
    const code = await bundle(folder, "worker.mjs", ["workerd", "worker", "browser"]);
    const url = await startWorkerd(code, { TOKEN_URL: env.CELITECH_TOKEN_URL, API_ORIGIN: api.origin });
    const release = server.hold();
    const cold = [1, 2, 3].map(async () => (await fetch(url)).json());
    await until(() => server.requests.length === 3, "every request asks for itself");
    release();
    expect(await Promise.all(cold)).toHaveLength(3);
    const warm = await Promise.all([1, 2, 3].map(async () => (await fetch(url)).json()));
    expect(warm).toEqual(Array(3).fill({ status: 200, accessToken: expect.any(String), tokenRequests: 3 }));
    expect(server.requests).toHaveLength(3);
  });
});

async function startWorkerd(code: string, variables: Record<string, string>): Promise<string> {
  const port = await freePort();
  const bindings = Object.entries(variables).map(([name, text]) => `(name = "${name}", text = "${text}")`);
  const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "bundle.mjs", esModule = embed "bundle.mjs")],
      compatibilityDate = "2026-01-01",
      bindings = [${bindings.join(", ")}],
    )),
    (name = "internet", network = (allow = ["public", "private", "local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);`;
  await writeFile(join(folder, "bundle.mjs"), code);
  await writeFile(join(folder, "workerd.capnp"), config);
  const child = spawn(runtimes?.workerd ?? "", ["serve", join(folder, "workerd.capnp")], { stdio: "inherit" });
  onTestFinished(() => void child.kill());
  await until(() => listens(port), "workerd listens");
  return `http://127.0.0.1:${port}/`;
}

async function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

test("C63: publint and attw find nothing to say about the tarball", async () => {
  expect(await run("publint", ["run", "--strict", tarball])).toContain("All good");
  await run("attw", [tarball, "--profile", "esm-only", "--format", "ascii"]);
});

test("C62: a bundle for a browser throws as soon as it is loaded, and says why", async () => {
  await writeFile(
    join(folder, "page.mjs"),
    'import { clientCredentials } from "@celitech-auth/client"; export default clientCredentials;',
  );
  const code = await bundle(folder, "page.mjs", ["browser"]);
  expect(code).toContain("can be read by anyone");
  await expect(import(`data:text/javascript,${encodeURIComponent(code)}`)).rejects.toThrow(/for servers/);
});

test.each(["workerd", "worker", "edge-light", "deno", "bun", "node"])(
  "C62: a bundler that knows %s beside browser gets the client",
  async (condition) => {
    const code = await bundle(folder, "worker.mjs", [condition, "browser"]);
    expect(code).toContain("client_credentials");
  },
);

test("C64: the package has no run-time dependency, and has at most 8 kB, minified and gzipped, that importing it loads", async () => {
  const manifest = JSON.parse(await readFile(join(folder, "node_modules/@celitech-auth/client/package.json"), "utf8"));
  expect(manifest.dependencies).toBeUndefined();
  expect(Object.keys(manifest.peerDependenciesMeta)).toEqual(Object.keys(manifest.peerDependencies));
  await writeFile(join(folder, "core.mjs"), 'export * from "@celitech-auth/client";');
  const code = await bundle(folder, "core.mjs", ["node"]);
  expect(gzipSync(code).length).toBeLessThanOrEqual(8_192);
});

test("the AWS SDK is an optional peer: without it the error says what to install", async () => {
  const script = `
    import { awsSecretsManagerCredentials } from "@celitech-auth/client/aws-secrets-manager";
    const source = awsSecretsManagerCredentials({ secretId: "celitech" });
    source({ fresh: false, signal: new AbortController().signal }).catch((error) => console.log(error.message));`;
  await writeFile(join(folder, "aws.mjs"), script);
  expect(await run("node", [join(folder, "aws.mjs")])).toContain("install it");
});
