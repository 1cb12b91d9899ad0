import { chmod, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { cachedCredentials, clientCredentials, environmentCredentials } from "../src/index.ts";
import { execCredentials } from "../src/sources/exec-credentials.ts";
import { fileCredentials } from "../src/sources/file-credentials.ts";
import { failureOf, startClient, until } from "./client-under-test.ts";
import type { FaultServer } from "./fault-server.ts";

const request = { fresh: false, signal: new AbortController().signal };

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "celitech-auth-client-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function sentSecrets(server: FaultServer): string[] {
  return server.requests.map(({ headers }) => atob(headers.authorization?.slice(6) ?? ""));
}

test("C54: the environment gives the credentials, without a trailing newline", async () => {
  const source = environmentCredentials({ CELITECH_CLIENT_ID: "id\n", CELITECH_CLIENT_SECRET: "secret\r\n" });
  const { clientId, clientSecret } = await source(request);
  expect([clientId, clientSecret]).toEqual(["id", "secret"]);
});

test("C54: CLIENT_ID and CLIENT_SECRET are the fallback, and the two pairs are never mixed", async () => {
  const fallback = { CLIENT_ID: "id", CLIENT_SECRET: "of something else" };
  expect((await environmentCredentials(fallback)(request)).clientId).toBe("id");
  const both = { ...fallback, CELITECH_CLIENT_ID: "own", CELITECH_CLIENT_SECRET: "own secret" };
  expect((await environmentCredentials(both)(request)).clientId).toBe("own");
  expect(() => environmentCredentials({ ...fallback, CELITECH_CLIENT_ID: "own" })).toThrow(/CELITECH_CLIENT_SECRET/);
});

test.each([
  [{}, "CELITECH_CLIENT_ID is not set"],
  [{ CELITECH_CLIENT_ID: "id" }, "CELITECH_CLIENT_SECRET is not set"],
  [{ CELITECH_CLIENT_ID: "", CELITECH_CLIENT_SECRET: "s3cr3t" }, "CELITECH_CLIENT_ID is blank"],
  [{ CELITECH_CLIENT_ID: "id", CELITECH_CLIENT_SECRET: " \n" }, "CELITECH_CLIENT_SECRET is blank"],
  [{ CELITECH_CLIENT_ID: "id", CELITECH_CLIENT_SECRET_FILE: " " }, "CELITECH_CLIENT_SECRET_FILE is blank"],
  [{ CLIENT_ID: "id" }, "CLIENT_SECRET is not set"],
  [
    { CELITECH_CLIENT_ID: "id", CELITECH_CLIENT_SECRET: "s3cr3t", CELITECH_CLIENT_SECRET_FILE: "/x" },
    "both CELITECH_CLIENT_SECRET and CELITECH_CLIENT_SECRET_FILE",
  ],
])("C54: the environment %j is refused with a name, never with a value", (env, message) => {
  expect(() => environmentCredentials(env)).toThrowError(expect.objectContaining({ code: "invalid_option" }));
  expect(() => environmentCredentials(env)).toThrow(message);
  expect(() => environmentCredentials(env)).not.toThrow(/s3cr3t/);
});

test("C54: …_FILE names files, which are read at every token request", async () => {
  const folder = await temporaryFolder();
  const file = join(folder, "secret");
  await writeFile(file, "first\n");
  const env = { CELITECH_CLIENT_ID: "id", CELITECH_CLIENT_SECRET_FILE: file };
  const { client, server } = await startClient({ credentials: environmentCredentials(env) });
  await client.getToken();
  await writeFile(file, "second\n");
  await client.getToken({ forceRefresh: true });
  expect(sentSecrets(server)).toEqual(["id:first", "id:second"]);
});

test("C54: without options the environment configures everything", async () => {
  const { server } = await startClient();
  const before = { ...process.env };
  onTestFinished(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith("CELITECH_")) delete process.env[name];
    Object.assign(process.env, before);
  });
  process.env["CELITECH_TOKEN_URL"] = server.url;
  process.env["CELITECH_CLIENT_ID"] = "id";
  process.env["CELITECH_CLIENT_SECRET"] = "secret";
  process.env["CELITECH_API_ORIGINS"] = "https://one.example/path, https://two.example";
  const client = clientCredentials();
  await client.getToken();
  expect(sentSecrets(server)).toEqual(["id:secret"]);
  const error = await failureOf(client.fetch("https://three.example"));
  expect(error.message).toContain("https://one.example, https://two.example");
  process.env["CELITECH_TOKEN_URL"] = "http://auth.example";
  expect(() => clientCredentials()).toThrow(/CELITECH_TOKEN_URL/);
  process.env["CELITECH_TOKEN_URL"] = "";
  expect(() => clientCredentials(), "blank must not mean: send the secret to the default").toThrow(
    /CELITECH_TOKEN_URL/,
  );
});

/** A folder as Kubernetes mounts a secret: files are links into `..data`, which is a link to the version. */
async function mountSecret(folder: string, version: string): Promise<void> {
  const data = join(folder, `..${version}`);
  await mkdir(data);
  await writeFile(join(data, "id"), `id-${version}`);
  await writeFile(join(data, "secret"), `secret-${version}\n`);
  await symlink(data, join(folder, "..next"));
  await rename(join(folder, "..next"), join(folder, "..data"));
}

test("C55: a secret that Kubernetes replaces through its links is used at the next token request", async () => {
  const folder = await temporaryFolder();
  await mountSecret(folder, "v1");
  for (const name of ["id", "secret"]) await symlink(join("..data", name), join(folder, name));
  const files = { clientIdFile: join(folder, "id"), clientSecretFile: join(folder, "secret") };
  const { client, server } = await startClient({ credentials: fileCredentials(files) });
  await client.getToken();
  await mountSecret(folder, "v2");
  await client.getToken({ forceRefresh: true });
  expect(sentSecrets(server)).toEqual(["id-v1:secret-v1", "id-v2:secret-v2"]);
});

test("C55: id and secret of different versions never meet", async () => {
  const folder = await temporaryFolder();
  await mountSecret(folder, "v0");
  for (const name of ["id", "secret"]) await symlink(join("..data", name), join(folder, name));
  const source = fileCredentials({ clientIdFile: join(folder, "id"), clientSecretFile: join(folder, "secret") });
  let isOver = false;
  const swapping = (async () => {
    for (let version = 1; version < 60; version++) await mountSecret(folder, `v${version}`);
    isOver = true;
  })();
  let reads = 0;
  while (!isOver) {
    const read = await source(request).catch(() => undefined);
    if (!read) continue;
    expect(read.clientSecret).toBe(read.clientId.replace("id", "secret"));
    reads++;
  }
  await swapping;
  expect(reads).toBeGreaterThan(0);
});

test.each([
  ["empty", ""],
  ["half written", '{"client_id": "id", "client_sec'],
  ["missing", undefined],
])("C55: while the file is %s the last credentials go on being used", async (_, content) => {
  const folder = await temporaryFolder();
  const jsonFile = join(folder, "secret.json");
  await writeFile(jsonFile, JSON.stringify({ client_id: "id", client_secret: "s3cr3t" }));
  const { client, server } = await startClient({ credentials: fileCredentials({ jsonFile }) });
  await client.getToken();
  if (content === undefined) await rm(jsonFile);
  else await writeFile(jsonFile, content);
  await client.getToken({ forceRefresh: true });
  expect(sentSecrets(server)).toEqual(["id:s3cr3t", "id:s3cr3t"]);
});

test("a file that cannot be read at all is an error that names the file and repeats nothing of it", async () => {
  const folder = await temporaryFolder();
  const jsonFile = join(folder, "secret.json");
  const { client } = await startClient({ credentials: fileCredentials({ jsonFile }) });
  expect(await failureOf(client.getToken())).toMatchObject({ code: "credentials_unavailable" });
  expect((await failureOf(client.getToken())).message).toContain(jsonFile);
  await writeFile(jsonFile, "s3cr3t, not JSON");
  expect((await failureOf(client.getToken())).message).not.toContain("s3cr3t");
});

test("C56: after a secret was rotated no token of the old one is handed out", async () => {
  let clientSecret = "old";
  const { client, server } = await startClient({ credentials: async () => ({ clientId: "id", clientSecret }) });
  const read = client.for({ scope: "read" });
  const write = client.for({ scope: "write" });
  await Promise.all([read.getToken(), write.getToken()]);
  clientSecret = "new";
  await read.getToken({ forceRefresh: true });
  expect(write.peek(), "the other view's token is of the old secret").toBeUndefined();
  await write.getToken();
  expect(sentSecrets(server)).toEqual(["id:old", "id:old", "id:new", "id:new"]);
  expect(client.stats().credentialChanges).toBe(1);
});

test("C56: a token that was on its way when the secret changed is asked for again", async () => {
  let clientSecret = "old";
  const { client, server } = await startClient({ credentials: async () => ({ clientId: "id", clientSecret }) });
  const read = client.for({ scope: "read" });
  const release = server.hold();
  const call = read.getToken();
  await until(() => server.requests.length === 1, "the request with the old secret");
  clientSecret = "new";
  const other = client.for({ scope: "write" }).getToken();
  await until(() => server.requests.length === 2, "a request with the new one");
  release();
  expect((await call).accessToken).toBe("token-3-read");
  await other;
  expect(sentSecrets(server)).toEqual(["id:old", "id:new", "id:new"]);
});

test("C57: cachedCredentials asks its source once per TTL under 100 concurrent calls", async () => {
  let reads = 0;
  const source = cachedCredentials(async () => {
    reads++;
    await new Promise((resolve) => setTimeout(resolve, 5));
    return { clientId: "id", clientSecret: `secret-${reads}` };
  });
  const results = await Promise.all(Array.from({ length: 100 }, () => source(request)));
  expect(reads).toBe(1);
  expect(new Set(results).size).toBe(1);
  await source({ ...request, fresh: true });
  expect(reads, "refused credentials are asked for again").toBe(2);
});

test("C57: while the source is down its last credentials go on being used", async () => {
  let isDown = false;
  const source = cachedCredentials(
    async () => {
      if (isDown) throw new Error("down");
      return { clientId: "id", clientSecret: "secret" };
    },
    { ttlSeconds: 0 },
  );
  await source(request);
  isDown = true;
  expect((await source(request)).clientSecret).toBe("secret");
  const { client } = await startClient({
    credentials: async () => {
      if (isDown) throw new Error("down");
      return { clientId: "id", clientSecret: "secret" };
    },
  });
  expect(await failureOf(client.getToken())).toMatchObject({ code: "credentials_unavailable", attempts: 0 });
  isDown = false;
  await client.getToken();
  isDown = true;
  expect((await client.getToken({ forceRefresh: true })).accessToken).toBe("token-2-");
});

test("exec: a command's output gives the credentials, under other field names, too", async () => {
  const print = (value: unknown) => ["-e", `console.log(${JSON.stringify(JSON.stringify(value))})`];
  const plain = execCredentials({ command: "node", args: print({ client_id: "id", client_secret: "secret" }) });
  expect((await plain(request)).clientSecret).toBe("secret");
  const fields = { clientIdField: "user", clientSecretField: "password" };
  const other = execCredentials({ command: "node", args: print({ user: "u", password: "p" }), ...fields });
  expect((await other(request)).clientSecret).toBe("p");
});

test("exec: a failing command is an error with its exit code, without its arguments and output", async () => {
  const script = "console.log('s3cr3t'); console.error('s3cr3t'); process.exit(3)";
  const source = execCredentials({ command: "node", args: ["-e", script] });
  const error = await failureOf(source(request));
  expect(error).toMatchObject({ code: "credentials_unavailable", message: "node failed (exit code 3)" });
  const missing = execCredentials({ command: "no-such-command-here" });
  expect((await failureOf(missing(request))).message).toContain("ENOENT");
});

test("exec: a command that hangs is ended when the client stops waiting", async () => {
  const folder = await temporaryFolder();
  const pidFile = join(folder, "pid");
  const script = `require("fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000)`;
  const { client, clock } = await startClient({
    credentials: execCredentials({ command: "node", args: ["-e", script] }),
  });
  const call = failureOf(client.getToken());
  await until(async () => (await readFile(pidFile, "utf8").catch(() => "")) !== "", "the command runs");
  const pid = Number(await readFile(pidFile, "utf8"));
  clock.advance(10_000);
  expect((await call).code).toBe("credentials_unavailable");
  await until(() => {
    try {
      return !process.kill(pid, 0);
    } catch {
      return true;
    }
  }, "the command is gone");
});

test("a file without read permission is named with the system's code", async () => {
  const folder = await temporaryFolder();
  await chmod(folder, 0o700);
  const source = fileCredentials({ clientIdFile: folder, clientSecretFile: folder });
  expect((await failureOf(source(request))).message).toMatch(/EISDIR/);
});
