import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openAdministration } from "../../src/compose-administration.ts";
import { readConfig } from "../../src/config.ts";
import { prepareDataFolder } from "../../src/data-folder.ts";
import { runCommand } from "../support/server-process.ts";

const DAY = 86_400_000;

describe("celitech-auth admin", () => {
  let environment: Record<string, string>;
  const folder = mkdtempSync(join(tmpdir(), "celitech-auth-admin-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  beforeAll(() => {
    environment = {
      CELITECH_AUTH_DATA_DIR: folder,
      CELITECH_AUTH_MASTER_KEY: Buffer.alloc(32, 7).toString("base64"),
      CELITECH_AUTH_PUBLIC_URL: "https://auth.example.com",
    };
  });
  // A space inside of an argument is written as ␣.
  const run = (line: string) =>
    runCommand(
      line.split(" ").map((word) => word.replaceAll("␣", " ")),
      environment,
    );
  const json = async (line: string) => JSON.parse((await run(`${line} --json`)).stdout) as Record<string, unknown>;

  it("prints a set-up link on stdout and the talk on stderr, a new one each time, until there is an operator", async () => {
    const { code, stdout, stderr } = await run("admin setup-link");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^https:\/\/auth\.example\.com\/setup#token=celitech_link_[A-Za-z0-9]{49}\n$/);
    expect(stderr).toContain("It works once, until");
    expect(stderr).not.toContain("celitech_link_");
    const second = await json("admin setup-link");
    expect(second["link"]).not.toBe(stdout.trim());
    const minutes = (Date.parse(String(second["expires_at"])) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(58);
    expect(minutes).toBeLessThanOrEqual(60);
    const none = await run("admin signin-link");
    expect([none.code, none.stderr]).toEqual([3, expect.stringContaining("admin setup-link")]);
    await insertUser(environment, "ada@example.com", true);
    const refused = await run("admin setup-link");
    expect([refused.code, refused.stdout]).toEqual([5, ""]);
    expect(refused.stderr).toContain("celitech-auth admin signin-link");
  });

  it("prints a sign-in link for the only operator, or for whoever is named", async () => {
    await insertUser(environment, "partner@example.com", false);
    const { code, stdout, stderr } = await run("admin signin-link");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^https:\/\/auth\.example\.com\/sign-in-link#token=celitech_link_\w+\n$/);
    expect(stderr).toContain("<ada@example.com>");
    expect((await json("admin signin-link Partner@Example.com"))["link"]).toMatch(/\/sign-in-link#token=/);
    const unknown = await run("admin signin-link nobody@example.com");
    expect([unknown.code, unknown.stderr]).toEqual([3, expect.stringContaining("nobody@example.com")]);
    await insertUser(environment, "grace@example.com", true);
    const several = await run("admin signin-link");
    expect([several.code, several.stderr]).toEqual([
      2,
      expect.stringMatching(/ada@example\.com[\s\S]*grace@example\.com/),
    ]);
  });

  it("makes, lists and revokes admin tokens", async () => {
    const created = await json("admin tokens create --name deploy --scope clients:read␣clients:write --expires 90d");
    expect(created).toMatchObject({
      ...{ name: "deploy", organization_id: null, scope: "clients:read clients:write" },
      token: expect.stringMatching(/^celitech_admin_[A-Za-z0-9]{49}$/),
      hint: String(created["token"]).slice(-4),
    });
    const days = (Date.parse(String(created["expires_at"])) - Date.now()) / DAY;
    expect(days).toBeGreaterThan(89);
    expect(days).toBeLessThanOrEqual(90);
    const { stdout, stderr } = await run("admin tokens create --name acme --scope clients:read --organization default");
    expect(stdout).toMatch(/^celitech_admin_[A-Za-z0-9]{49}\n$/);
    expect(stderr).toContain("shown this once");
    const { admin_tokens: tokens } = (await json("admin tokens list")) as { admin_tokens: Record<string, unknown>[] };
    expect(tokens.map(({ name }) => name)).toEqual(["acme", "deploy"]);
    expect(tokens[0]?.["organization_id"]).toMatch(/^org_/);
    expect(JSON.stringify(tokens)).not.toContain("celitech_admin_");
    const id = created["admin_token_id"];
    expect(await json(`admin tokens revoke ${id}`)).toEqual({ admin_token_id: id, changed: true });
    expect(await json(`admin tokens revoke ${id}`)).toEqual({ admin_token_id: id, changed: false });
    expect((await run("admin tokens list")).stdout).toMatch(/deploy .*revoked/);
    const page = await json("admin tokens list --limit 1");
    const rest = (await json(`admin tokens list --limit 1 --cursor ${page["next_cursor"]}`)) as typeof page;
    expect(rest).toMatchObject({ admin_tokens: [{ name: "deploy" }], next_cursor: null });
  });

  it("says what is wrong with a token's options", async () => {
    for (const [line, code, problem] of [
      [
        "admin tokens create --name x --scope everything",
        2,
        /there is no scope everything; there are organizations:read/,
      ],
      ["admin tokens create --name x --scope ␣", 2, /name at least one/],
      ["admin tokens create --name ␣ --scope clients:read", 2, /--name: needs 1 to 200/],
      ["admin tokens create --name x --scope clients:read --expires soon", 2, /--expires: must be a duration/],
      ["admin tokens create --name x --scope clients:read --expires 0", 2, /has to lie ahead/],
      ["admin tokens create --name x --scope clients:read --organization nowhere", 3, /no organization nowhere/],
      ["admin tokens create --name x", 2, /required option '--scope/],
      ["admin tokens list --limit many", 2, /--limit: must be 1 to 1000/],
      ["admin tokens revoke adm_unknown", 3, /no admin token adm_unknown/],
    ] as const) {
      const ended = await run(line);
      expect([line, ended.code, ended.stderr]).toEqual([line, code, expect.stringMatching(problem)]);
    }
  });

  it("shows help with examples", async () => {
    for (const line of ["admin", "admin signin-link", "admin tokens"])
      expect((await run(`${line} --help`)).stdout).toMatch(/Usage: celitech-auth admin[\s\S]*Examples:/);
  });
});

async function insertUser(environment: Record<string, string>, email: string, isOperator: boolean): Promise<void> {
  const reading = readConfig(environment);
  if (reading.kind === "mistakes") throw new Error(reading.mistakes.join("\n"));
  const administration = await openAdministration(reading.config, prepareDataFolder(reading.config), Date.now);
  const user = { id: `usr_${email}`, email, name: email, isOperator, passwordHash: undefined };
  await administration.unitOfWork.transaction(({ users }) =>
    users.insert({ ...user, createdAt: Date.now(), lastSignedInAt: undefined }),
  );
  await administration.close();
}
