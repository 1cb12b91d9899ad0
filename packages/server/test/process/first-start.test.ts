import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config.ts";
import { prepareDataFolder } from "../../src/data-folder.ts";
import { freePort, requestToken, runCommand, startServer } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");

/** `celitech-auth serve` as a person starts it, up to where it has said everything. */
async function startInTerminal(folder: string) {
  const port = String(await freePort());
  const terminal = spawn("script", ["-qec", `${process.execPath} ${MAIN} serve`, "/dev/null"], {
    env: { PATH: process.env["PATH"], TERM: "xterm", CELITECH_AUTH_DATA_DIR: folder, CELITECH_AUTH_PORT: port },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let shown = "";
  terminal.stdout.on("data", (chunk) => {
    shown += chunk;
  });
  while (!shown.includes("Stop with Ctrl-C") && terminal.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return {
    shown,
    port,
    async end() {
      terminal.stdin.write("\u0003");
      await once(terminal, "close");
    },
  };
}

function readQuickstart(folder: string) {
  const values = parseEnv(readFileSync(join(folder, "quickstart.env"), "utf8"));
  return { id: values["CELITECH_CLIENT_ID"] ?? "", secret: values["CELITECH_CLIENT_SECRET"] ?? "", values };
}

describe("the first start", () => {
  it("makes the database, the master key and a first client that gets a token, all readable by the owner alone", async () => {
    const folder = join(temporaryFolder(), "data");
    const server = await startServer({ CELITECH_AUTH_DATA_DIR: folder });
    await server.ready();
    for (const file of [
      "celitech-auth.sqlite",
      "celitech-auth.sqlite-wal",
      "master.key",
      "quickstart.env",
      "setup-link.txt",
    ])
      expect([file, (statSync(join(folder, file)).mode & 0o777).toString(8)]).toEqual([file, "600"]);
    expect((statSync(folder).mode & 0o777).toString(8)).toBe("700");
    const { id, secret, values } = readQuickstart(folder);
    const port = new URL(server.url).port;
    expect(values).toEqual({
      CELITECH_CLIENT_ID: expect.stringMatching(/^celitech_client_[A-Za-z0-9]{22}$/),
      CELITECH_CLIENT_SECRET: expect.stringMatching(/^celitech_secret_[A-Za-z0-9]{49}$/),
      CELITECH_TOKEN_URL: `http://localhost:${port}/oauth2/token`,
      CELITECH_API_ORIGINS: "https://api.celitech.net",
    });
    const response = await requestToken(server.url, id, secret);
    const answer = (await response.json()) as { access_token: string };
    const keys = createRemoteJWKSet(new URL(`${server.url}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(answer.access_token, keys, {
      issuer: `http://localhost:${port}`,
      audience: "https://api.celitech.net/v1",
      typ: "at+jwt",
    });
    expect(payload["client_id"]).toBe(id);
  });

  it("prints no secret where nobody watches, at the first and at the second start", async () => {
    const folder = temporaryFolder();
    for (const start of [1, 2]) {
      const server = await startServer({ CELITECH_AUTH_DATA_DIR: folder });
      await server.ready();
      server.child.kill("SIGTERM");
      const { code, stdout, stderr } = await server.ended;
      const { secret } = readQuickstart(folder);
      expect([start, code, stdout.includes(secret), stderr]).toEqual([start, 0, false, ""]);
      expect(stdout).toContain('"msg":"ready"');
    }
  });

  it("makes one first client, and keeps it at the second start", async () => {
    const folder = temporaryFolder();
    const environment = { CELITECH_AUTH_DATA_DIR: folder };
    for (const _ of [1, 2]) {
      const server = await startServer(environment);
      await server.ready();
      server.child.kill("SIGTERM");
      await server.ended;
    }
    const { stdout } = await runCommand(["clients", "list", "--json"], environment);
    expect((JSON.parse(stdout) as { clients: { name: string; client_id: string }[] }).clients).toMatchObject([
      { name: "quickstart", client_id: readQuickstart(folder).id },
    ]);
  });

  it("shows a person the address, the file and a command that gets a token", async () => {
    const folder = temporaryFolder();
    const { shown, port, end } = await startInTerminal(folder);
    expect(shown).toContain(`http://localhost:${port}`);
    expect(shown).toContain(join(folder, "quickstart.env"));
    expect(shown).not.toContain(readQuickstart(folder).secret);
    const command = /^ +(\(\. .*\))\s*$/m.exec(shown)?.[1] ?? "the screen shows no command";
    const curl = spawn("bash", ["-c", command], { stdio: ["ignore", "pipe", "ignore"] });
    let answer = "";
    curl.stdout.on("data", (chunk) => {
      answer += chunk;
    });
    await once(curl, "close");
    await end();
    expect(JSON.parse(answer)).toEqual({
      access_token: expect.stringMatching(/^ey/),
      expires_in: 3600,
      token_type: "Bearer",
    });
  });

  it("shows the link that sets up the dashboard to a person alone, and the log says which command prints it", async () => {
    const folder = temporaryFolder();
    const environment = { CELITECH_AUTH_DATA_DIR: folder };
    const server = await startServer(environment);
    await server.ready();
    const link = readFileSync(join(folder, "setup-link.txt"), "utf8").trim();
    expect(link).toMatch(/^http:\/\/localhost:\d+\/setup#token=celitech_link_[A-Za-z0-9]{49}$/);
    server.child.kill("SIGTERM");
    const { stdout } = await server.ended;
    expect(stdout).not.toContain("celitech_link_");
    const line = stdout.split("\n").find((text) => text.includes("nobody can sign in"));
    expect(JSON.parse(line ?? "{}")).toMatchObject({
      ...{ level: "info", file: join(folder, "setup-link.txt"), command: "celitech-auth admin setup-link" },
    });
    const { shown, end } = await startInTerminal(folder);
    const [, second] = /Set up the dashboard: +(\S+)\s+\(works once, until \d\d:\d\d\)/.exec(shown) ?? [];
    expect(second).toBe(readFileSync(join(folder, "setup-link.txt"), "utf8").trim());
    expect(second).not.toBe(link);
    await end();
  });

  it("makes no other set-up link, and keeps no file with one, once there is an operator", async () => {
    const folder = temporaryFolder();
    const environment = { CELITECH_AUTH_DATA_DIR: folder };
    const server = await startServer(environment);
    await server.ready();
    const [, token] = readFileSync(join(folder, "setup-link.txt"), "utf8").trim().split("#token=");
    const joined = await fetch(`${server.url}/api/v1/links/password`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: `http://localhost:${new URL(server.url).port}` },
      body: JSON.stringify({ token, name: "Ada", email: "ada@example.com", password: "kettle-orbit-vivid-harbor" }),
    });
    expect(joined.status).toBe(201);
    expect(existsSync(join(folder, "setup-link.txt"))).toBe(false);
    server.child.kill("SIGTERM");
    await server.ended;
    writeFileSync(join(folder, "setup-link.txt"), "left over");
    const again = await startServer(environment);
    await again.ready();
    expect(existsSync(join(folder, "setup-link.txt"))).toBe(false);
    expect(again.output()).not.toContain("nobody can sign in");
    expect((await runCommand(["admin", "setup-link"], environment)).code).toBe(5);
  });

  it("makes one set-up link however many workers start", async () => {
    const folder = temporaryFolder();
    const server = await startServer({ CELITECH_AUTH_DATA_DIR: folder, CELITECH_AUTH_WORKERS: "2" });
    await server.ready();
    const [, token] = readFileSync(join(folder, "setup-link.txt"), "utf8").trim().split("#token=");
    const inspect = async () => {
      const answer = await fetch(`${server.url}/api/v1/links/inspect`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: `http://localhost:${new URL(server.url).port}` },
        body: JSON.stringify({ token }),
      });
      return answer.json();
    };
    // The other worker may still be starting, and says so.
    await expect.poll(inspect).toMatchObject({ kind: "setup" });
    expect(server.output().match(/nobody can sign in/g)).toHaveLength(1);
    expect(server.output()).not.toContain("celitech_link_");
    server.child.kill("SIGTERM");
    expect((await server.ended).code).toBe(0);
  });

  it("leaves alone a database that already has clients", async () => {
    const folder = temporaryFolder();
    const environment = { CELITECH_AUTH_DATA_DIR: folder };
    await runCommand(["clients", "create", "--name", "mine"], environment);
    const server = await startServer(environment);
    await server.ready();
    expect(existsSync(join(folder, "quickstart.env"))).toBe(false);
  });

  it("ends with one clear line when the port is taken", async () => {
    const blocker = createServer().listen(0, "127.0.0.1");
    await once(blocker, "listening");
    const { port } = blocker.address() as { port: number };
    const server = await startServer({ CELITECH_AUTH_DATA_DIR: temporaryFolder(), CELITECH_AUTH_PORT: String(port) });
    const { code, stderr } = await server.ended;
    blocker.close();
    expect(code).toBe(78);
    expect(stderr).toBe(
      `celitech-auth: CELITECH_AUTH_PORT: port ${port} of 127.0.0.1 is in use; stop what uses it, or name another port\n`,
    );
  });

  it("ends with one clear line when the data folder cannot be written", async () => {
    const parent = temporaryFolder();
    chmodSync(parent, 0o755);
    writeFileSync(join(parent, "file"), "");
    const server = await startServer({ CELITECH_AUTH_DATA_DIR: join(parent, "file", "data") });
    const { code, stderr } = await server.ended;
    expect(code).toBe(78);
    expect(stderr.trim().split("\n")).toEqual([
      expect.stringMatching(
        /^celitech-auth: CELITECH_AUTH_DATA_DIR: cannot write to the folder .*; make it writable or name another$/,
      ),
    ]);
  });

  it("reports every configuration mistake at once, and quotes no secret", async () => {
    const server = await startServer({
      CELITECH_AUTH_DATA_DIR: temporaryFolder(),
      CELITECH_AUTH_PORT: "many",
      CELITECH_AUTH_PUBLIC_URL: "http://auth.example.com",
      CELITECH_AUTH_DATABASE_URL: "mysql://user:hunter2@host/db",
      CELITECH_AUTH_MASTER_KEY: "c2hvcnQ=",
      CELITECH_AUTH_TRUSTED_PROXIES: "10.0.0.0/99",
      CELITECH_AUTH_TLS_CERT_FILE: "/nowhere/cert.pem",
    });
    const { code, stderr } = await server.ended;
    expect(code).toBe(78);
    const lines = stderr.trim().split("\n");
    for (const name of ["PORT", "PUBLIC_URL", "DATABASE_URL", "MASTER_KEY", "TRUSTED_PROXIES", "TLS_CERT_FILE"])
      expect(lines.filter((line) => line.startsWith(`celitech-auth: CELITECH_AUTH_${name}:`))).toHaveLength(1);
    expect(stderr).not.toMatch(/hunter2|c2hvcnQ|\n\s+at /);
  });

  it("refuses to start on a database whose master key is lost or another, and harms nothing", async () => {
    const folder = temporaryFolder();
    const environment = { CELITECH_AUTH_DATA_DIR: folder };
    await runCommand(["clients", "create", "--name", "mine"], environment);
    const other = await runCommand(["clients", "list"], {
      ...environment,
      CELITECH_AUTH_MASTER_KEY: Buffer.alloc(32, 1).toString("base64"),
    });
    expect([other.code, other.stderr]).toEqual([
      78,
      expect.stringMatching(
        /^celitech-auth: CELITECH_AUTH_MASTER_KEY: the database needs the master key with the id [0-9a-f]{16};/,
      ),
    ]);
    const key = readFileSync(join(folder, "master.key"));
    rmSync(join(folder, "master.key"));
    const lost = await runCommand(["clients", "list"], environment);
    expect([lost.code, lost.stderr]).toEqual([
      78,
      expect.stringContaining("master.key is missing, but the database exists"),
    ]);
    expect(existsSync(join(folder, "master.key"))).toBe(false);
    writeFileSync(join(folder, "master.key"), key);
    expect((await runCommand(["clients", "list"], environment)).code).toBe(0);
  });
});

describe.runIf(process.getuid?.() === 0)("the first start as another user than root", () => {
  it("ends with one clear line when that user may not write to the data folder", async () => {
    const folder = temporaryFolder();
    chownSync(folder, 0, 0);
    chmodSync(folder, 0o755);
    const reading = readConfig({ CELITECH_AUTH_DATA_DIR: folder });
    if (reading.kind === "mistakes") throw new Error("the configuration is right");
    process.seteuid?.(65534);
    try {
      expect(() => prepareDataFolder(reading.config)).toThrow(
        /^CELITECH_AUTH_DATA_DIR: cannot write to the folder .* \(EACCES\)/,
      );
    } finally {
      process.seteuid?.(0);
    }
  });
});
