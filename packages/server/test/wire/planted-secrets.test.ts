import type { KeyObject } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openAdministration } from "../../src/compose-administration.ts";
import { prepareDataFolder } from "../../src/data-folder.ts";
import { startBreakableServer } from "../support/breakable-server.ts";
import { startChildServer } from "../support/child-server.ts";
import { createFixtures, createTestClient, type Fixtures } from "../support/fixtures.ts";
import { dumpDatabase, findIn, formsOf } from "../support/planted-secrets.ts";
import { exchange, json, type RawAnswer } from "../support/raw-http.ts";
import { testConfig, useServers } from "../support/running-server.ts";
import { createTestDatabase, STORES, type TestDatabase } from "../support/stores.ts";
import {
  base64,
  basicHeader,
  encodedBasicHeader,
  FORM_TYPE,
  formEncode,
  GRANT,
  tokenRequestText,
} from "../support/token-request.ts";

/** Secrets that a client holds, and one that nobody holds: what people paste into a wrong field. */
const HELD = { id: "planted", secret: "planted:%+é/ secret-7f3a" };
const PASTED = "pasted:%+é/ secret-91bc";
const SECRETS = [...formsOf(HELD.secret, HELD.id), ...formsOf(PASTED, HELD.id), ...formsOf(PASTED, PASTED)];
const MASTER_KEY = Buffer.alloc(32, 7);

/** The secrets in every place where a request can hold one, right and wrong. */
function requests({ c1 }: Fixtures): readonly string[] {
  const pasted = formEncode(PASTED);
  const wrong = [basicHeader(HELD.id, PASTED), encodedBasicHeader(HELD.id, PASTED), basicHeader(PASTED, PASTED)];
  const right = [
    basicHeader(HELD.id, HELD.secret),
    encodedBasicHeader(HELD.id, HELD.secret),
    basicHeader(c1.id, c1.secret),
  ];
  const forms = [
    `${GRANT}&client_id=${HELD.id}&client_secret=${formEncode(HELD.secret)}`,
    `${GRANT}&client_id=${HELD.id}&client_secret=${pasted}`,
    `${GRANT}&client_id=${pasted}&client_secret=${pasted}`,
    `${GRANT}&client_id=${pasted}`,
    `${GRANT}&client_id=${HELD.id}&client_assertion=${pasted}`,
    `grant_type=${pasted}&client_id=${HELD.id}&client_secret=${formEncode(HELD.secret)}`,
    `${pasted}=${pasted}`,
    `%ZZ${pasted}`,
    ...["scope", "resource", "audience", "unknown"].map(
      (name) => `${GRANT}&client_id=${HELD.id}&client_secret=${formEncode(HELD.secret)}&${name}=${pasted}`,
    ),
  ];
  const [authorization = ""] = right;
  const headers = ["Cookie", "X-Request-Id", "Origin", "X-Forwarded-For", "Traceparent", "Expect"];
  return [
    ...[...right, ...wrong, `Bearer ${PASTED}`, `Basic ${pasted}`, `Basic ${base64(PASTED)}!`].map((value) =>
      tokenRequestText({ authorization: value }),
    ),
    ...forms.map((form) => tokenRequestText({ form })),
    ...headers.map((name) => tokenRequestText({ authorization, headers: [`${name}: ${pasted}`] })),
    // What programs call themselves is stored: a secret of ours is known by its form, and taken out.
    tokenRequestText({ authorization, headers: [`User-Agent: tool/1 ${c1.secret}`] }),
    tokenRequestText({ path: `/oauth2/token?client_id=${HELD.id}&client_secret=${pasted}` }),
    tokenRequestText({ method: "GET", path: `/oauth2/token?client_secret=${pasted}`, form: "" }),
    tokenRequestText({ path: `/${pasted}`, authorization }),
    tokenRequestText({ authorization, contentType: `text/${base64(PASTED).replaceAll("=", "")}` }),
    tokenRequestText({ contentType: "application/json", form: JSON.stringify({ client_secret: PASTED }) }),
    tokenRequestText({
      form: `${GRANT}&client_id=${HELD.id}&client_secret=${pasted}${"x".repeat(17_000)}`,
      contentType: FORM_TYPE,
    }),
    tokenRequestText({ authorization: basicHeader(HELD.id, PASTED.repeat(200)) }),
    `${pasted} ${pasted}\r\n\r\n`,
  ];
}

/** Sends all of them; returns the answers. */
async function sendAll(port: number, fixtures: Fixtures): Promise<readonly RawAnswer[]> {
  const answers: RawAnswer[] = [];
  for (const request of requests(fixtures)) answers.push(await exchange(port, request));
  return answers;
}

function tokensIn(answers: readonly RawAnswer[]): readonly string[] {
  return answers.filter(({ status }) => status === 200).map((answer) => String(json(answer)["access_token"]));
}

test("T07: the search finds the secret in every request that it is meant for", () => {
  const c1 = { id: "c1", secret: "x", organizationId: "", secretId: "" };
  const missed = requests({ c1 } as Fixtures).filter((text) => findIn(Buffer.from(text), SECRETS).length === 0);
  expect(missed).toEqual([tokenRequestText({ authorization: basicHeader("c1", "x") })]);
});

describe.each(STORES)("T07: a server of its own on %s", (store) => {
  const folder = mkdtempSync(join(tmpdir(), "celitech-auth-planted-"));
  let database: TestDatabase;
  let fixtures: Fixtures;
  beforeAll(async () => {
    database = await createTestDatabase(store, folder);
    const config = testConfig(folder, database.url);
    const administration = await openAdministration(config, prepareDataFolder(config), Date.now);
    fixtures = await createFixtures(administration);
    await createTestClient(administration, { imported: [HELD.id, HELD.secret] });
    await administration.close();
  });
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("T01, T05, T07: no secret and no token is in what it prints, refuses with, or stores", async () => {
    const config = testConfig(folder, database.url);
    const variables = {
      DATA_DIR: folder,
      DATABASE_URL: database.url,
      MASTER_KEY: MASTER_KEY.toString("base64"),
      DEFAULT_AUDIENCE: config.defaultAudience,
      LOG_LEVEL: "debug",
    };
    const child = await startChildServer(variables);
    const answers = await sendAll(child.port, fixtures);
    const tokens = tokensIn(answers);
    expect(tokens.length).toBeGreaterThan(5);
    expect(await child.stop()).toBe(0);

    const c1 = formsOf(fixtures.c1.secret, fixtures.c1.id);
    const secrets = [...SECRETS, ...c1, MASTER_KEY.toString("base64"), MASTER_KEY.toString("hex")];
    const refusals = answers.filter(({ status }) => status !== 200).map((answer) => JSON.stringify(answer));
    const output = child.output();
    expect(output.toString()).toContain('"reason":"wrong_secret"'); // it did log, at the finest level
    expect(findIn(output, [...secrets, ...tokens])).toEqual([]);
    expect(findIn(Buffer.from(refusals.join("\n")), [...secrets, ...tokens])).toEqual([]);
    const stored = await dumpDatabase(config.database);
    expect(stored.includes(fixtures.c1.secretId)).toBe(true); // it is the database of these clients
    expect(findIn(stored, [...secrets, ...tokens])).toEqual([]);
    expect(stored.includes(MASTER_KEY)).toBe(false);
  });
});

describe.each(STORES)("T07: failures of the database on %s", (store) => {
  test("T07: what is logged when the database goes away holds no secret", async () => {
    const breakable = await startBreakableServer(store, { environment: { LOG_LEVEL: "debug" } });
    try {
      const { server } = breakable;
      await breakable.breakDatabase();
      await sendAll(server.port, server.fixtures);
      await breakable.noticed(false);
      const answers = await sendAll(server.port, server.fixtures);
      expect(answers.map(({ status }) => status)).toContain(503);
      const log = Buffer.from(server.log.lines.join(""));
      expect(log.includes("the database cannot be reached")).toBe(true);
      const password = server.config.database.kind === "postgres" ? [new URL(server.config.database.url).password] : [];
      const addresses = password.map((text) => `:${text}@`);
      expect(
        findIn(log, [...SECRETS, ...formsOf(server.fixtures.c1.secret, server.fixtures.c1.id), ...addresses]),
      ).toEqual([]);
      await breakable.mendDatabase();
    } finally {
      await breakable.stop();
    }
  });
});

const servers = useServers();

describe.each(STORES)("T02: a stolen database on %s", (store) => {
  test("T02: it holds no private key in any form", async () => {
    const { service, clock, config } = servers.on(store);
    const stored = await dumpDatabase(config.database);
    for (const algorithm of ["ES256", "RS256"] as const) {
      const { key, signWith } = service.tokenEndpoint.keyRing.signingKey(algorithm, clock.read());
      const privateKey = signWith.key as KeyObject;
      const { d = "" } = privateKey.export({ format: "jwk" });
      const pkcs8 = privateKey.export({ format: "der", type: "pkcs8" });
      expect(stored.includes(key.kid)).toBe(true); // the key is there, wrapped
      const privateNumber = Buffer.from(d, "base64url");
      const forms = [
        privateNumber,
        pkcs8,
        Buffer.from(d),
        Buffer.from(privateNumber.toString("hex")),
        Buffer.from(pkcs8.toString("base64")),
      ];
      expect(forms.filter((form) => stored.includes(form))).toEqual([]);
    }
  });
});
