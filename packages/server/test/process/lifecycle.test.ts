import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { get } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { newClientId } from "../../src/domain/identifier.ts";
import { requestToken, runCommand, type ServerProcess, startServer } from "../support/server-process.ts";
import { createTestDatabase } from "../support/stores.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");
const MASTER_KEY = Buffer.alloc(32, 3).toString("base64");

interface Credentials {
  readonly client_id: string;
  readonly client_secret: string;
}

const DATABASES = [
  { name: "SQLite", prepare: async () => ({ CELITECH_AUTH_DATA_DIR: temporaryFolder() }) },
  {
    name: "PostgreSQL",
    prepare: async () => ({
      CELITECH_AUTH_DATA_DIR: temporaryFolder(),
      CELITECH_AUTH_DATABASE_URL: (await createTestDatabase("PostgreSQL", "")).url,
      CELITECH_AUTH_MASTER_KEY: MASTER_KEY,
    }),
  },
];

async function createClient(environment: Readonly<Record<string, string>>, ...options: string[]): Promise<Credentials> {
  const { stdout, stderr, code } = await runCommand(
    ["clients", "create", "--name", "test", "--json", ...options],
    environment,
  );
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Credentials;
}

/** Waits for a state that a server reaches by itself; the time-out is the test's. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(20);
}

describe.each(DATABASES)("a running server, $name", ({ prepare }) => {
  it("sees what the command line changes: a new client, a disabled one, a revoked and a rotated secret", async () => {
    const environment = await prepare();
    const server = await startServer(environment);
    await server.ready();
    const { client_id, client_secret } = await createClient(environment);
    const status = async (secret = client_secret) => (await requestToken(server.url, client_id, secret)).status;
    expect(await status()).toBe(200);
    await runCommand(["clients", "disable", client_id], environment);
    await until(async () => (await status()) === 401);
    await runCommand(["clients", "enable", client_id], environment);
    await until(async () => (await status()) === 200);
    const rotated = JSON.parse(
      (await runCommand(["secrets", "rotate", client_id, "--overlap", "1h", "--json"], environment)).stdout,
    ) as Credentials;
    await until(async () => (await status(rotated.client_secret)) === 200);
    expect(await status()).toBe(200);
    await runCommand(["secrets", "revoke", client_id, client_secret.slice(-4)], environment);
    await until(async () => (await status()) === 401);
    expect(await status(rotated.client_secret)).toBe(200);
    await runCommand(["clients", "delete", client_id], environment);
    await until(async () => (await status(rotated.client_secret)) === 401);
  });

  it("remembers that an id does not exist, and forgets that when it comes to exist", async () => {
    const environment = await prepare();
    const server = await startServer(environment);
    await server.ready();
    expect((await requestToken(server.url, "acme-1", "partner-secret-1")).status).toBe(401);
    const imported = await runCommand(
      ["clients", "import", "acme-1", "--name", "Acme"],
      environment,
      "partner-secret-1\n",
    );
    expect([imported.code, imported.stdout.includes("partner-secret-1")]).toEqual([0, false]);
    await until(async () => (await requestToken(server.url, "acme-1", "partner-secret-1")).status === 200);
  });

  it("finishes what is under way on SIGTERM, writes what it holds and exits 0", async () => {
    const environment = await prepare();
    const { client_id, client_secret } = await createClient(environment);
    const server = await startServer(environment);
    await server.ready();
    for (let index = 0; index < 3; index += 1) await requestToken(server.url, client_id, client_secret);
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    const body = `grant_type=client_credentials&client_id=${client_id}&client_secret=${client_secret}`;
    socket.write(
      `POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 20)}`,
    );
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    const closed = once(socket, "close");
    await delay(200); // the request has to be there before the signal
    server.child.kill("SIGTERM");
    await until(async () => server.output().includes("stopping"));
    socket.write(body.slice(20));
    await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
    const { code, stdout } = await server.ended;
    expect([code, stdout.includes('"msg":"stopped"')]).toEqual([0, true]);
    const { stdout: list } = await runCommand(["secrets", "list", client_id, "--json"], environment);
    expect((JSON.parse(list) as { secrets: object[] }).secrets).toMatchObject([
      { tokens_issued: 4, last_used_from: "127.0.0.1", last_used_at: expect.stringMatching(/Z$/) },
    ]);
  });

  it("lets six processes start at once on an empty database, and all agree on the keys", async () => {
    const environment = await prepare();
    const servers = await Promise.all(Array.from({ length: 6 }, () => startServer(environment)));
    await Promise.all(servers.map((server) => server.ready()));
    const sets = await Promise.all(
      servers.map(async ({ url }) => (await fetch(`${url}/.well-known/jwks.json`)).text()),
    );
    expect(new Set(sets).size).toBe(1);
    const { client_id, client_secret } = await createClient(environment);
    for (const { url } of servers) expect((await requestToken(url, client_id, client_secret)).status).toBe(200);
  }, 60_000);

  it("loses no client and no secret that was reported, whenever it is killed", async () => {
    const environment = await prepare();
    const server = await startServer(environment);
    await server.ready();
    const reported: Credentials[] = [];
    for (let round = 0; round < 6; round += 1) {
      const child = spawn(process.execPath, [MAIN, "clients", "create", "--name", `r${round}`, "--json"], {
        env: { PATH: process.env["PATH"], ...environment },
        stdio: ["ignore", "pipe", "ignore"],
      });
      let stdout = "";
      child.stdout.on("data", (chunk) => {
        stdout += chunk;
        child.kill("SIGKILL"); // the moment it has said so
      });
      await once(child, "close");
      reported.push(JSON.parse(stdout) as Credentials);
    }
    server.child.kill("SIGKILL");
    await server.ended;
    const again = await startServer(environment);
    await again.ready();
    for (const { client_id, client_secret } of reported)
      expect((await requestToken(again.url, client_id, client_secret)).status).toBe(200);
  }, 60_000);
});

describe("a server that has just started", () => {
  it("gives a token to a client that never asked it before, though the database is away by then", async () => {
    const environment = { CELITECH_AUTH_DATA_DIR: temporaryFolder() };
    const { client_id, client_secret } = await createClient(environment);
    const server = await startServer(environment);
    await until(async () => server.output().includes("clients are in memory"));
    const database = new DatabaseSync(join(environment.CELITECH_AUTH_DATA_DIR, "celitech-auth.sqlite"));
    database.exec("alter table clients rename to away");
    database.close();
    expect((await requestToken(server.url, client_id, client_secret)).status).toBe(200);
    expect((await requestToken(server.url, newClientId(), "something")).status).toBe(503); // so it really is away
  });
});

describe("readiness", () => {
  it("is 503 until the database is migrated, while the process is live", async () => {
    const url = (await createTestDatabase("PostgreSQL", "")).url;
    const environment = {
      CELITECH_AUTH_DATA_DIR: temporaryFolder(),
      CELITECH_AUTH_DATABASE_URL: url,
      CELITECH_AUTH_MASTER_KEY: MASTER_KEY,
    };
    await runCommand(["clients", "list"], environment);
    const blocker = new pg.Client({ connectionString: url });
    await blocker.connect();
    await blocker.query("begin; lock table kysely_migration in access exclusive mode");
    const server = await startServer(environment);
    await until(async () =>
      fetch(`${server.url}/health/live`).then(
        (response) => response.ok,
        () => false,
      ),
    );
    const readiness = await fetch(`${server.url}/health/ready`);
    expect([readiness.status, await readiness.json()]).toEqual([503, { status: "starting" }]);
    const early = await requestToken(server.url, "someone", "something");
    expect([early.status, early.headers.get("retry-after"), ((await early.json()) as { error: string }).error]).toEqual(
      [503, "5", "temporarily_unavailable"],
    );
    await blocker.query("commit");
    await blocker.end();
    await server.ready();
  });

  it("ends with exit code 6 and one line when the database cannot be reached at the start", async () => {
    const server = await startServer({
      CELITECH_AUTH_DATA_DIR: temporaryFolder(),
      CELITECH_AUTH_DATABASE_URL: "postgres://user:hunter2@127.0.0.1:1/none",
      CELITECH_AUTH_MASTER_KEY: MASTER_KEY,
    });
    const { code, stderr } = await server.ended;
    expect([code, stderr]).toEqual([
      6,
      "celitech-auth: CELITECH_AUTH_DATABASE_URL: the database cannot be reached (ECONNREFUSED)\n",
    ]);
  });
});

describe("several workers", () => {
  it("serve on one port, see changes, and end together with exit code 0", async () => {
    const environment = { CELITECH_AUTH_DATA_DIR: temporaryFolder(), CELITECH_AUTH_WORKERS: "2" };
    const server = await startServer(environment);
    await server.ready(); // whichever worker said so: the other one takes no request before it can answer it
    const { client_id, client_secret } = await createClient(environment);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => requestToken(server.url, client_id, client_secret)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    await until(async () => timesReady(server) === 2);
    server.child.kill("SIGTERM");
    const { code, stdout } = await server.ended;
    expect([code, stdout.match(/"msg":"stopped"/g)?.length]).toEqual([0, 2]);
  });

  it.runIf(process.platform === "linux")(
    "replace one that died, and the new one takes no request before it can answer it",
    async () => {
      const environment = { CELITECH_AUTH_DATA_DIR: temporaryFolder(), CELITECH_AUTH_WORKERS: "2" };
      const server = await startServer(environment);
      await server.ready();
      await until(async () => timesReady(server) === 2);
      const { pid } = server.child;
      const workers = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
      process.kill(workers[0] ?? 0, "SIGKILL");
      const statuses = new Set<number | undefined>();
      while (timesReady(server) < 3) statuses.add(await statusOnNewConnection(`${server.url}/health/ready`));
      expect([...statuses].filter((status) => status !== undefined)).toEqual([200]);
    },
  );
});

/** Undefined when there is no answer: the connection was on its way to a worker that died. */
function statusOnNewConnection(url: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: 1_000 }, (response) => {
      response.resume().on("error", () => undefined);
      resolve(response.statusCode);
    });
    request.on("timeout", () => request.destroy()).on("error", () => resolve(undefined));
  });
}

function timesReady(server: ServerProcess): number {
  return server.output().match(/"msg":"ready"/g)?.length ?? 0;
}
