import { spawnSync } from "node:child_process";
import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type Ended, runCommand } from "../support/server-process.ts";

// One database for all: each test makes clients of its own.
const folder = mkdtempSync(join(tmpdir(), "celitech-auth-cli-"));
const environment = { CELITECH_AUTH_DATA_DIR: folder };
const run = (line: string, input?: string): Promise<Ended> =>
  runCommand(
    line.split(" ").map((word) => word.replaceAll("␣", " ")),
    environment,
    input,
  );
const json = async (line: string, input?: string) =>
  JSON.parse((await run(`${line} --json`, input)).stdout) as Record<string, unknown>;

describe("celitech-auth", () => {
  let created: Record<string, unknown>;
  beforeAll(async () => {
    created = await json(
      "clients create --name main --scope read␣write --default-scope read --claim plan=gold --claim seats=3",
    );
  });

  it("clients create --json prints the id and the secret in their formats", () => {
    expect(created).toMatchObject({
      client_id: expect.stringMatching(/^celitech_client_[A-Za-z0-9]{22}$/),
      client_secret: expect.stringMatching(/^celitech_secret_[A-Za-z0-9]{49}$/),
      name: "main",
      organization: "default",
      scope: "read write",
    });
  });

  it("clients create prints data on stdout and talk on stderr", async () => {
    const { code, stdout, stderr } = await run("clients create --name talk --scope fresh");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^client_id {6}celitech_client_\w+\nclient_secret {2}celitech_secret_\w+\n$/);
    expect(stderr).toContain("defined the scope fresh at https://api.celitech.net/v1");
    expect(stderr).toContain("shown this once");
  });

  it("clients show tells everything but the secret", async () => {
    const shown = await json(`clients show ${created["client_id"]}`);
    expect(shown).toMatchObject({
      name: "main",
      enabled: true,
      generation: 1,
      claims: { plan: "gold", seats: 3 },
      grants: [{ resource: "https://api.celitech.net/v1", default: true, scope: "read write", default_scope: "read" }],
      secrets: [{ state: "live", hint: String(created["client_secret"]).slice(-4) }],
      created_by: expect.stringMatching(/^cli:/),
      last_used_at: null,
    });
    expect(JSON.stringify(shown)).not.toContain(created["client_secret"]);
  });

  it("clients list shows a table, searches, and pages with a cursor", async () => {
    for (const name of ["page-a", "page-b", "page-c"]) await run(`clients create --name ${name}`);
    const { stdout } = await run("clients list --search page-");
    expect(stdout.split("\n")[0]).toMatch(/^CLIENT_ID +NAME +ORGANIZATION +STATUS +SECRETS +LAST USED$/);
    expect(stdout.match(/page-/g)).toHaveLength(3);
    const first = await json("clients list --search page- --limit 2");
    const second = await json(`clients list --search page- --limit 2 --cursor ${first["next_cursor"]}`);
    expect([
      (first["clients"] as object[]).length,
      (second["clients"] as object[]).length,
      second["next_cursor"],
    ]).toEqual([2, 1, null]);
  });

  it("clients import takes a secret from stdin or a file, and never uses an id twice", async () => {
    const id = "acme.old~id-1";
    const taken = await run(
      `clients import ${id} --name Acme --organization Acme␣Travel --json`,
      "s3cret/with:everything %é\n",
    );
    expect([taken.code, taken.stdout.includes("s3cret")]).toEqual([0, false]);
    expect(taken.stderr).toContain("made the organization Acme Travel");
    expect((await run(`clients import ${id} --name Again`, "another-secret")).code).toBe(5);
    await run(`clients delete ${id}`);
    const again = await run(`clients import ${id} --name Again`, "another-secret");
    expect([again.code, again.stderr]).toEqual([
      5,
      `celitech-auth: the client id ${id} is taken, or was once: ids are never used again\n`,
    ]);
    const file = join(folder, "secret.txt");
    writeFileSync(file, "from-a-file-123\n");
    expect((await run(`clients import from-file --name F --secret-file ${file}`)).code).toBe(0);
  });

  it("clients import refuses bad ids and secrets with one line that does not quote the secret", async () => {
    for (const [id, secret, problem] of [
      ["has space".replace(" ", "␣"), "long-enough-secret", /CLIENT_ID holds only/],
      ["usr_1", "long-enough-secret", /CLIENT_ID holds only/],
      ["short", "tiny", /has 4 characters/],
      ["control", "with\ttab-inside", /control character/],
      ["cut", `${String(created["client_secret"]).slice(0, -1)}~`, /checksum is wrong/],
    ] as const) {
      const { code, stderr } = await run(`clients import ${id} --name X`, secret);
      expect([id, code, stderr]).toEqual([id, 2, expect.stringMatching(problem)]);
      expect(stderr).not.toContain(secret);
    }
  });

  it("clients disable, enable, end-tokens and delete say what they did, and raise the generation", async () => {
    const { client_id: id } = await json("clients create --name lifecycle");
    expect(await json(`clients disable ${id}`)).toEqual({ client_id: id, changed: true });
    expect(await json(`clients disable ${id}`)).toEqual({ client_id: id, changed: false });
    expect(await json(`clients enable ${id}`)).toEqual({ client_id: id, changed: true });
    expect(await json(`clients end-tokens ${id}`)).toEqual({ client_id: id, changed: true });
    expect(await json(`clients show ${id}`)).toMatchObject({ enabled: true, generation: 3 });
    expect((await run(`clients delete ${id}`)).code).toBe(0);
    expect((await run(`clients show ${id}`)).code).toBe(3);
    expect((await run(`clients delete ${id}`)).code).toBe(3);
  });

  it("secrets rotate keeps the old secret for the overlap, and refuses a third live one", async () => {
    const { client_id: id, client_secret: old } = await json("clients create --name rotating");
    const before = Date.now();
    const rotated = await json(`secrets rotate ${id} --overlap 24h --label second`);
    expect(rotated).toMatchObject({
      client_id: id,
      client_secret: expect.stringMatching(/^celitech_secret_/),
      ending: [{ hint: String(old).slice(-4) }],
    });
    const [ending] = rotated["ending"] as { expires_at: string }[];
    const hours = (Date.parse(ending?.expires_at ?? "") - before) / 3_600_000;
    expect(hours).toBeGreaterThanOrEqual(24);
    expect(hours).toBeLessThan(25);
    const third = await run(`secrets rotate ${id}`);
    expect([third.code, third.stderr]).toEqual([5, expect.stringMatching(/has 2 live secrets .*revoke one first/)]);
    const { secrets } = (await json(`secrets list ${id}`)) as {
      secrets: { label: string | null; state: string; secret_id: string }[];
    };
    expect(secrets.map(({ label, state }) => [label, state])).toEqual([
      ["second", "live"],
      [null, "live"],
    ]);
    expect(await json(`secrets revoke ${id} ${secrets[1]?.secret_id}`)).toMatchObject({ state: "revoked" });
    expect(await json(`secrets revoke ${id} ${secrets[1]?.secret_id} --tokens`)).toMatchObject({ tokens_ended: true });
    expect((await run(`secrets revoke ${id} ${secrets[1]?.secret_id} --tokens`)).stderr).toMatch(
      /tokens are refused, too/,
    );
    expect((await run(`secrets revoke ${id} ${secrets[1]?.secret_id}`)).stderr).toMatch(/live on until they expire/);
    const ended = await json(`secrets rotate ${id} --overlap 0`);
    expect(ended["ending"]).toMatchObject([{ state: "expired" }]);
  });

  it("secrets rotate refuses a new secret that would end before the overlap does, and changes nothing", async () => {
    const { client_id: id } = await json("clients create --name overlapping");
    const refused = await run(`secrets rotate ${id} --overlap 24h --expires 1h`);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("must outlive the overlap")]);
    expect((await json(`secrets list ${id}`))["secrets"]).toMatchObject([{ state: "live", expires_at: null }]);
  });

  it("resources are made, listed and changed, and a client is granted their scopes", async () => {
    const audience = "https://other.example/v2";
    expect((await run(`resources create ${audience} --name Other --alg RS256 --lifetime 600 --scope a␣b`)).code).toBe(
      0,
    );
    expect((await run(`resources create ${audience}`)).code).toBe(5);
    expect((await run(`resources update ${audience} --lifetime 900 --scope b␣c`)).code).toBe(0);
    const { resources } = (await json("resources list")) as { resources: { audience: string }[] };
    expect(resources.find((resource) => resource.audience === audience)).toMatchObject({
      name: "Other",
      signing_algorithm: "RS256",
      token_lifetime_seconds: 900,
      scopes: [{ name: "a" }, { name: "b" }, { name: "c" }],
    });
    expect((await run(`clients grant ${created["client_id"]} --resource ${audience} --scope a␣c`)).code).toBe(0);
    const { grants } = (await json(`clients show ${created["client_id"]}`)) as { grants: object[] };
    expect(grants).toContainEqual({ resource: audience, default: false, scope: "a c", default_scope: "a c" });
    expect((await run("resources create not-a-uri")).code).toBe(2);
    expect((await run("resources update https://nowhere.example")).code).toBe(3);
    expect((await run("clients create --name x --resource https://nowhere.example")).code).toBe(3);
  });

  it("keys list and rotate: the next key signs when verifiers have had the time to see it", async () => {
    const before = (await json("keys list")) as { keys: { kid: string; algorithm: string; state: string }[] };
    expect(before.keys.map(({ algorithm, state }) => `${algorithm} ${state}`).sort()).toEqual([
      "ES256 active",
      "ES256 next",
      "RS256 active",
      "RS256 next",
    ]);
    const waiting = before.keys.find(({ algorithm, state }) => algorithm === "ES256" && state === "next");
    const rotated = await json("keys rotate");
    expect(rotated).toMatchObject({ kid: waiting?.kid, removed_kid: null });
    expect(Date.parse(String(rotated["activates_at"]))).toBeGreaterThan(Date.now());
    expect((await run("keys rotate")).code).toBe(5);
    const active = before.keys.find(({ algorithm, state }) => algorithm === "ES256" && state === "active");
    expect(await json("keys rotate --emergency")).toMatchObject({ kid: waiting?.kid, removed_kid: active?.kid });
    const after = (await json("keys list")) as typeof before;
    expect(
      after.keys
        .filter(({ algorithm }) => algorithm === "ES256")
        .map(({ state }) => state)
        .sort(),
    ).toEqual(["active", "next", "removed"]);
  });

  it("ends with 2 and a line about what is missing or unknown", async () => {
    for (const [line, problem] of [
      ["clients create", /required option '--name/],
      ["clients create --name␣", /error/],
      ["nonsense", /unknown command/],
      ["clients list --limit 0", /--limit: must be 1 to 1000/],
      ["secrets rotate abc --overlap soon", /--overlap: must be a duration/],
      ["clients create --name x --claim iss=evil", /the claim iss is reserved/],
      ["clients create --name x --scope a␣␣b", /a scope is words/],
      ["clients create --name x --scope a --default-scope b", /default scope b is not among/],
      ["clients create --name x --auth-method none", /Allowed choices/],
    ] as const) {
      const { code, stderr } = await run(line);
      expect([line, code, stderr]).toEqual([line, 2, expect.stringMatching(problem)]);
    }
  });

  it("takes no secret as an argument, and says where one goes", async () => {
    expect((await run("clients import some-id --name X --secret abcdefghij")).code).toBe(2);
    expect((await run("clients import --help")).stdout).toMatch(/--secret-file <FILE> .*standard\s+input/);
  });

  it("shows help with examples for every command", async () => {
    for (const line of ["", "clients", "secrets", "keys", "resources", "serve", "completion"]) {
      const { code, stdout } = await run(`${line} --help`.trim());
      expect([line, code, stdout]).toEqual([line, 0, expect.stringMatching(/Usage: celitech-auth/)]);
    }
    expect((await run("--help")).stdout).toMatch(/Examples:[\s\S]*Exit codes: 0 done/);
  });

  it("completes commands and options in bash", async () => {
    const { stdout } = await run("completion bash");
    const complete = (words: string) =>
      spawnSync(
        "bash",
        [
          "--norc",
          "-c",
          `${stdout}\nCOMP_WORDS=(celitech-auth ${words}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _celitech_auth; echo "\${COMPREPLY[@]}"`,
        ],
        { encoding: "utf8" },
      ).stdout.trim();
    expect(complete("cl")).toBe("clients");
    expect(complete("secrets ro")).toBe("rotate");
    expect(complete("clients create --sc")).toBe("--scope");
    for (const shell of ["zsh", "fish"]) expect((await run(`completion ${shell}`)).stdout).toContain("celitech-auth");
  });

  it("is not bothered by a reader that goes away", () => {
    const main = join(import.meta.dirname, "../../src/cli/main.ts");
    const piped = spawnSync(
      "bash",
      ["--norc", "-c", `"${process.execPath}" "${main}" --help | head -n 1; echo "\${PIPESTATUS[0]}"`],
      { encoding: "utf8", env: { PATH: process.env["PATH"], ...environment } },
    );
    expect([piped.stdout.split("\n")[1], piped.stderr]).toEqual(["0", ""]);
  });

  it("leaves every file of the data folder to its owner", () => {
    for (const file of ["celitech-auth.sqlite", "master.key"])
      expect((statSync(join(folder, file)).mode & 0o077).toString(8)).toBe("0");
  });
});
