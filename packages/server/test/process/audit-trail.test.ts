import { describe, expect, it } from "vitest";
import type { DatabaseLocation } from "../../src/storage/database.ts";
import { PROCESS_DATABASES } from "../support/process-databases.ts";
import { requestToken, runCommand, startServer } from "../support/server-process.ts";
import { runStatement } from "../support/stores.ts";

const WITHOUT_TRIGGERS = {
  sqlite: "drop trigger if exists audit_events_kept; drop trigger if exists audit_events_unchanged",
  postgres: "alter table audit_events disable trigger all",
} as const;

/** As somebody who may do everything in the database, with the triggers out of the way. */
function tamper(location: DatabaseLocation, statement: string): Promise<void> {
  return runStatement(location, `${WITHOUT_TRIGGERS[location.kind]}; ${statement}`);
}

/** Of the log, the last head of the audit trail. */
function lastHead(output: string): string {
  const heads = [...output.matchAll(/"audit_head":"([^"]+)"/g)].map(([, head = ""]) => head);
  return heads.at(-1) ?? "";
}

describe.each(PROCESS_DATABASES)("T20: the audit trail of a real server, $name", ({ prepare }) => {
  it("is intact, has its head in the log at the end, and a rewritten entry is found and named", async () => {
    const { environment, location } = await prepare();
    const verify = (...options: string[]) => runCommand(["audit", "verify", ...options], environment);
    const server = await startServer(environment);
    await server.ready();
    await runCommand(["clients", "create", "--name", "a"], environment);
    for (let index = 0; index < 3; index += 1) await requestToken(server.url, "nobody", "nothing");
    server.child.kill("SIGTERM");
    const { code, stdout } = await server.ended;
    const head = lastHead(stdout);
    expect([code, head]).toEqual([0, expect.stringMatching(/^\d+:[0-9a-f]{64}$/)]);
    const line = stdout.split("\n").find((text) => text.includes(head)) ?? "";
    expect(JSON.parse(line)).toMatchObject({ audit_entries: Number(head.split(":")[0]), audit_head: head });

    expect(await verify("--head", head)).toMatchObject({ code: 0, stdout: expect.stringContaining(`head: ${head}`) });
    const listed = await runCommand(["audit", "list", "--action", "token.denied", "--json"], environment);
    expect((JSON.parse(listed.stdout) as { audit_events: object[] }).audit_events).toMatchObject([
      { action: "token.denied", details: { reason: "unknown_client", count: 3 } },
    ]);

    await tamper(location, `update audit_events set details = '{"hidden":true}' where sequence = 5`);
    const found = await verify("--json");
    expect([found.code, found.stderr]).toEqual([1, "celitech-auth: the audit trail is not intact from entry 5 on\n"]);
    expect(JSON.parse(found.stdout)).toMatchObject({ intact: false, finding: "entry_altered", sequence: 5 });
  }, 60_000);

  it("shows that its end was cut off, with and without a head from the log", async () => {
    const { environment, location } = await prepare();
    await runCommand(["clients", "create", "--name", "a"], environment);
    const { stdout } = await runCommand(["audit", "verify", "--json"], environment);
    const { head, entries } = JSON.parse(stdout) as { head: string; entries: number };
    await tamper(location, `delete from audit_events where sequence > ${entries - 2}`);
    const cut = await runCommand(["audit", "verify"], environment);
    expect([cut.code, cut.stdout]).toEqual([1, expect.stringContaining("missing")]);
    expect((await runCommand(["audit", "verify", "--head", head], environment)).code).toBe(1);
    expect((await runCommand(["audit", "verify", "--head", "nonsense"], environment)).code).toBe(2);
  }, 60_000);

  it("is exported as CSV and as JSON, and says that it was", async () => {
    const { environment } = await prepare();
    await runCommand(["clients", "create", "--name", "a"], environment);
    const csv = await runCommand(["audit", "export", "--format", "csv"], environment);
    const [header = "", first = ""] = csv.stdout.split("\r\n");
    expect([csv.code, header.split(",").slice(0, 4), first.startsWith("1,evt_")]).toEqual([
      0,
      ["sequence", "id", "at", "actor"],
      true,
    ]);
    const { stdout } = await runCommand(["audit", "export", "--action", "audit."], environment);
    const events = stdout.trimEnd().split("\n");
    expect(events.map((line) => (JSON.parse(line) as { action: string }).action)).toEqual([
      "audit.exported",
      "audit.exported",
    ]);
    expect(await runCommand(["audit", "verify"], environment)).toMatchObject({ code: 0 });
  }, 60_000);
});
