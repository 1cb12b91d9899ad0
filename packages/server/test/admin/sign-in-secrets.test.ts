import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AdminClient, signInAs, useAdminToken } from "../support/admin-client.ts";
import { type BreakableServer, startBreakableServer } from "../support/breakable-server.ts";
import {
  createLink,
  FOR_OPERATOR,
  joinWithPasskey,
  joinWithPassword,
  newEmail,
  PASSWORD,
  readAudit,
} from "../support/people.ts";
import { dumpDatabase, findIn, formsOf } from "../support/planted-secrets.ts";
import { readRows } from "../support/read-rows.ts";
import { useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";

const COOKIE = "celitech_auth_session";

describe.each(STORES)("what signing in leaves behind, %s", (store) => {
  const servers = useServers();

  it("puts no password, code, link, session or admin token into the log or the database", async () => {
    const server = servers.on(store);
    const link = await createLink(server, FOR_OPERATOR);
    const { client, email, answer } = await joinWithPassword(server, link);
    const wrong = "wrong-planted-password";
    const guess = "celitech_link_planted";
    for (const password of [PASSWORD, wrong])
      await new AdminClient(server).send("POST /sign-in/password", { body: { email, password } });
    await new AdminClient(server).send("POST /sign-in/password", { body: { email: wrong, password: wrong } });
    await new AdminClient(server).send("POST /links/inspect", { body: { token: guess } });
    const [used = "", ...codes] = answer.recovery_codes;
    await new AdminClient(server).call("POST /sign-in/recovery-code", { body: { email, code: used } });
    const program = await useAdminToken(server, ["clients:read"]);
    await program.send("GET /clients", { headers: { "user-agent": `tool ${program.adminToken}` } });
    const secrets = [
      ...[link, PASSWORD, wrong, guess, client.cookies.get(COOKIE) ?? "", program.adminToken ?? "", used, ...codes],
      ...[used, ...codes].map((code) => code.replaceAll("-", "")),
    ];
    const forms = secrets.flatMap((secret) => formsOf(secret, email));
    expect(findIn(Buffer.from(server.log.lines.join("")), forms)).toEqual([]);
    expect(findIn(await dumpDatabase(server.config.database), forms)).toEqual([]);
    expect(server.log.lines.join("")).toContain("/api/v1/sign-in/password"); // it did log the requests
  });

  it("takes down who was not let in, without the address that was typed", async () => {
    const server = servers.on(store);
    const { email, answer } = await joinWithPasskey(server);
    const typed = newEmail();
    for (const who of [email, typed])
      await new AdminClient(server).send("POST /sign-in/password", {
        body: { email: who, password: "not-a-password" },
      });
    await server.service.tokenEndpoint.denials.flush();
    expect((await readAudit(server, answer.session.user.id)).map(({ action }) => action)).toContain(
      "user.sign_in_denied",
    );
    const rows = (await readRows(server, "audit_events")).filter(({ action }) => action === "user.sign_in_denied");
    const text = JSON.stringify(rows);
    expect([text.includes("no_password"), text.includes("unknown_email"), text.includes(typed)]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe("while the database is away", () => {
  let breakable: BreakableServer;
  beforeAll(async () => {
    breakable = await startBreakableServer("PostgreSQL");
  });
  afterAll(() => breakable.stop());

  it("fails what is under way, and nothing else of the process", async () => {
    const { people, unitOfWork } = breakable.server.service.administration;
    const broken = unitOfWork.transaction(async ({ users }) => {
      await users.countOperators();
      await breakable.breakDatabase();
      return users.countOperators();
    });
    await expect(broken).rejects.toThrow();
    await breakable.mendDatabase();
    await breakable.noticed(true);
    expect(await people.users.countOperators()).toBe(0);
  });

  it("answers 503 and signs nobody out", async () => {
    const { server } = breakable;
    const { client } = await signInAs(server, "operator");
    const program = await useAdminToken(server, ["clients:read"]);
    await breakable.breakDatabase();
    const answers = [
      await client.send("GET /session"),
      await program.send("GET /clients"),
      await new AdminClient(server).send("POST /sign-in/password", {
        body: { email: "ada@example.com", password: PASSWORD },
      }),
      await new AdminClient(server).send("POST /links/inspect", { body: { token: "celitech_link_x" } }),
    ];
    expect(answers.map(({ status, problem }) => [status, problem.code])).toEqual(
      answers.map(() => [503, "unavailable"]),
    );
    expect(answers[0]?.headers.get("retry-after")).toBe("1");
    await breakable.mendDatabase();
    await breakable.noticed(true);
    expect((await client.send("GET /session")).status).toBe(200);
  });
});
