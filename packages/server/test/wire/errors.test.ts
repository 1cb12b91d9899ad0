import { describe, expect, test } from "vitest";
import { expectError, expectToken } from "../support/expect-answer.ts";
import { API, AWKWARD_SECRET, clientId, OTHER_API, PLAIN_SECRET } from "../support/fixtures.ts";
import { header, json, type RawAnswer } from "../support/raw-http.ts";
import { useServers } from "../support/running-server.ts";
import { STORES, type Store } from "../support/stores.ts";
import { basicHeader, formEncode, GRANT } from "../support/token-request.ts";
import { withoutTable } from "../support/without-table.ts";

const servers = useServers({ environment: { SUPPORT_URL: "https://support.example/auth" } });

const send = (store: Store, form: string, id = "c2", secret = AWKWARD_SECRET) =>
  servers.on(store).request({ authorization: basicHeader(id, secret), form });
const sendInBody = (store: Store, id: string, secret: string) =>
  servers.on(store).request({ form: { grant_type: "client_credentials", client_id: id, client_secret: secret } });

/** All that a caller can tell two answers apart by; `Date` is the time of day. */
function visible({ status, headers, body }: RawAnswer) {
  return { status, headers: headers.filter(([name]) => name !== "Date"), body };
}

describe.each(STORES)("D: who is refused on %s", (store) => {
  test("D1, D2: a wrong secret gets 401 with a challenge, by either method and with the same bytes", async () => {
    const byHeader = await send(store, GRANT, "c2", "wrong");
    const byBody = await sendInBody(store, "c2", "wrong");
    expectError(byHeader, 401, "invalid_client");
    expectError(byBody, 401, "invalid_client");
    expect(header(byHeader, "www-authenticate")).toBe('Basic realm="celitech-auth", charset="UTF-8"');
    expect(visible(byBody)).toEqual(visible(byHeader));
  });

  test("D3: every refusal of a client is the same answer at the same cost", async () => {
    const { hasher } = servers.on(store).service.tokenEndpoint;
    const attempts = {
      "an unknown client": () => send(store, GRANT, "nobody-1", PLAIN_SECRET),
      "an unknown client, remembered": () => send(store, GRANT, "nobody-1", PLAIN_SECRET),
      "an unknown client in the body": () => sendInBody(store, "nobody-2", PLAIN_SECRET),
      "an id that none can have": () => send(store, GRANT, "no such id", PLAIN_SECRET),
      "a wrong secret": () => send(store, GRANT, "c2", PLAIN_SECRET),
      "a wrong secret in the body": () => sendInBody(store, "c2", PLAIN_SECRET),
      "a disabled client": () => send(store, GRANT, "dis", PLAIN_SECRET),
      "a disabled client in the body": () => sendInBody(store, "dis", PLAIN_SECRET),
      "an expired secret": () => send(store, GRANT, "expired", PLAIN_SECRET),
      "a revoked secret": () => send(store, GRANT, "revoked", PLAIN_SECRET),
      "the wrong method, body": () => sendInBody(store, "basic-only", PLAIN_SECRET),
      "the wrong method, header": () => send(store, GRANT, "post-only", PLAIN_SECRET),
      "a client of private_key_jwt": () => send(store, GRANT, "jwt-only", PLAIN_SECRET),
    };
    const reference = visible(await send(store, GRANT, "c1", "wrong"));
    for (const [what, attempt] of Object.entries(attempts)) {
      const before = hasher.hashesMade;
      const answer = await attempt();
      expectError(answer, 401, "invalid_client");
      expect({ what, ...visible(answer) }).toEqual({ what, ...reference });
      expect({ what, hashes: hasher.hashesMade - before }).toEqual({ what, hashes: 1 });
    }
  });

  test("D3: a secret that reads differently when it is decoded costs the same for every client, known or not", async () => {
    const { hasher } = servers.on(store).service.tokenEndpoint;
    for (const id of ["nobody-5", "no such id", "c1", "c2", "dis", "expired", "revoked", "post-only"]) {
      const before = hasher.hashesMade;
      expectError(await send(store, GRANT, id, "per%25cent"), 401, "invalid_client");
      expect({ id, hashes: hasher.hashesMade - before }).toEqual({ id, hashes: 2 });
    }
  });

  test("D3: an id that does not exist is remembered, and the database not asked again", async () => {
    expectError(await send(store, GRANT, "nobody-3", "x"), 401, "invalid_client");
    await withoutTable(servers.on(store), "clients", async () => {
      expectError(await send(store, GRANT, "nobody-3", "x"), 401, "invalid_client");
      expectError(await send(store, GRANT, "nobody-4", "x"), 503, "temporarily_unavailable");
    });
    expectError(await send(store, GRANT, "nobody-4", "x"), 401, "invalid_client");
  });

  test("D3: strangers fill no memory: of ids that do not exist, the last 10,000 are remembered", async () => {
    const { service } = servers.on(store);
    const { directory } = service.tokenEndpoint;
    for (let from = 0; from <= 10_000; from += 100)
      await Promise.all(
        Array.from({ length: 100 }, (_, index) => directory.load(clientId(`stranger-${from + index}`))),
      );
    expect(directory.recall(clientId("stranger-0"))).toBeUndefined();
    expect(directory.recall(clientId("stranger-10099"))).toBe("absent");
    await withoutTable(servers.on(store), "clients", async () => {
      expectError(await send(store, GRANT, "stranger-10000", "x"), 401, "invalid_client");
      expectError(await send(store, GRANT, "stranger-0", "x"), 503, "temporarily_unavailable");
    });
  });

  test("D7: credentials of an API itself get no token", async () => {
    expectError(await send(store, GRANT, "nogrant", PLAIN_SECRET), 400, "unauthorized_client");
  });

  test("D8: an unknown grant type with wrong credentials is refused for the credentials", async () => {
    expectError(await send(store, "grant_type=foo", "c2", "wrong"), 401, "invalid_client");
    expectError(await send(store, "", "c2", "wrong"), 401, "invalid_client");
    expectError(await send(store, `${GRANT}&scope=a++b`, "c2", "wrong"), 401, "invalid_client");
    expectError(await send(store, `${GRANT}&resource=x`, "nobody", "wrong"), 401, "invalid_client");
  });
});

describe.each(STORES)("D: parameters on %s", (store) => {
  test.each(["", "grant_type=", "grant_type", "Grant_Type=client_credentials", "scope=read"])(
    "D4: the grant type is missing in %j",
    async (form) => {
      expectError(await send(store, form), 400, "invalid_request");
    },
  );

  test.each([
    "foo",
    "password",
    "refresh_token",
    "authorization_code",
    "__proto__",
    "constructor",
    "toString",
    "CLIENT_CREDENTIALS",
  ])("D5: the grant type %s is not supported", async (grantType) => {
    expectError(await send(store, `grant_type=${grantType}`), 400, "unsupported_grant_type");
  });

  test.each([
    "client_credentials foo",
    "client_credentials ",
    " client_credentials",
    "client_credentials\0",
    "client_credentials\n",
  ])("D6: the grant type %j is not supported", async (grantType) => {
    expectError(await send(store, `grant_type=${formEncode(grantType)}`), 400, "unsupported_grant_type");
  });

  test.each([
    "grant_type=client_credentials",
    "scope=read",
    "client_id=c2",
    "client_secret=x",
    "client_assertion=x",
    "client_assertion_type=x",
    "audience=x",
  ])("D9: %s twice is refused, whatever the values", async (parameter) => {
    const name = parameter.slice(0, parameter.indexOf("="));
    expectError(await send(store, `${GRANT}&${parameter}&${parameter}`), 400, "invalid_request");
    expectError(await send(store, `${GRANT}&${parameter}&${name}=other`), 400, "invalid_request");
    expectError(await send(store, `${GRANT}&${name}=&${parameter}&${name}=`), 400, "invalid_request");
    const escaped = `%${name.charCodeAt(0).toString(16)}${name.slice(1)}=x`;
    expectError(await send(store, `${GRANT}&${parameter}&${escaped}`), 400, "invalid_request");
  });
});

describe.each(STORES)("D: parameters that come twice or are unknown on %s", (store) => {
  test("D10: an unknown parameter may come twice", async () => {
    expectToken(await send(store, `${GRANT}&unknown=1&unknown=2&__proto__=3&__proto__=4&constructor=5`));
  });

  test("D11: the same resource twice is one, two resources are invalid_target", async () => {
    const api = `resource=${formEncode(API)}`;
    expectToken(await send(store, `${GRANT}&${api}&${api}`));
    const both = `${GRANT}&${api}&resource=${formEncode(OTHER_API)}`;
    expectError(await send(store, both, "several", PLAIN_SECRET), 400, "invalid_target");
  });

  test("D11: an audience is a resource, and must not differ from one", async () => {
    const audience = `audience=${formEncode(OTHER_API)}`;
    expect(expectToken(await send(store, `${GRANT}&${audience}`, "several", PLAIN_SECRET)).aud).toBe(OTHER_API);
    const same = `${GRANT}&${audience}&resource=${formEncode(OTHER_API)}`;
    expectToken(await send(store, same, "several", PLAIN_SECRET));
    const other = `${GRANT}&${audience}&resource=${formEncode(API)}`;
    expectError(await send(store, other, "several", PLAIN_SECRET), 400, "invalid_request");
  });

  test("D12: 100 unknown parameters are ignored, more than 256 refused", async () => {
    const unknown = (count: number) => Array.from({ length: count }, (_, index) => `&p${index}=x`).join("");
    expectToken(await send(store, GRANT + unknown(100)));
    expectToken(await send(store, GRANT + unknown(255)));
    expectError(await send(store, GRANT + unknown(256)), 400, "invalid_request");
    expectError(await send(store, GRANT + "&".repeat(256)), 400, "invalid_request");
  });

  test.each(["grant_type=%ZZ", "grant_type=%", "%ff=1", "grant_type=client_credentials&x=%c3%28"])(
    "B7: the body %s is no form",
    async (form) => {
      expectError(await send(store, form), 400, "invalid_request");
    },
  );
});

describe.each(STORES)("D13: the body of an error on %s", (store) => {
  test("D13: it names the support address and never what was sent", async () => {
    const canary = "canary-of-the-test";
    const forms = [
      `grant_type=${canary}`,
      `${GRANT}&scope=${canary}`,
      `${GRANT}&resource=https://${canary}.example`,
      `${GRANT}&resource=${canary}`,
      `${GRANT}&client_id=${canary}`,
      `${GRANT}&audience=${canary}`,
      `${GRANT}&scope=${canary}%22`,
    ];
    for (const form of forms) {
      const answer = await send(store, form);
      expectError(answer, 400, String(json(answer)["error"]));
      expect(json(answer)["error_uri"]).toBe("https://support.example/auth");
      expect(JSON.stringify(answer)).not.toContain(canary);
    }
    expect(JSON.stringify(await send(store, GRANT, canary, canary))).not.toContain(canary);
    expect(JSON.stringify(await servers.on(store).get(`/${canary}`))).not.toContain(canary);
  });
});
