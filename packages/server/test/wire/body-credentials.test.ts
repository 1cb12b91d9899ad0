import { describe, expect, test } from "vitest";
import { expectError, expectToken } from "../support/expect-answer.ts";
import { AWKWARD_SECRET, PLAIN_SECRET } from "../support/fixtures.ts";
import { useServers } from "../support/running-server.ts";
import { STORES, type Store } from "../support/stores.ts";
import { basicHeader, formEncode, GRANT } from "../support/token-request.ts";

const servers = useServers();
const ASSERTION = {
  client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
  client_assertion: "a.b.c",
};

function post(store: Store, parameters: Readonly<Record<string, string>>, authorization?: string) {
  const form = { grant_type: "client_credentials", ...parameters };
  return servers.on(store).request({ form, ...(authorization !== undefined && { authorization }) });
}

describe.each(STORES)("C: credentials in the body on %s", (store) => {
  test("C1: client_id and client_secret in the body get a token", async () => {
    const { c1, unicode } = servers.on(store).fixtures;
    expectToken(await post(store, { client_id: c1.id, client_secret: c1.secret }));
    expectToken(await post(store, { client_id: "c2", client_secret: AWKWARD_SECRET }));
    expectToken(await post(store, { client_id: unicode.id, client_secret: unicode.secret }));
  });

  test("C1: a secret of the body is decoded once, and costs one HMAC, right or wrong", async () => {
    const { hasher } = servers.on(store).service.tokenEndpoint;
    const before = hasher.hashesMade;
    expectError(
      await post(store, { client_id: "c2", client_secret: formEncode(AWKWARD_SECRET) }),
      401,
      "invalid_client",
    );
    expect(hasher.hashesMade - before).toBe(1);
  });

  test("C2: Basic and a secret in the body are more than one mechanism, even of the same client", async () => {
    const c2 = basicHeader("c2", AWKWARD_SECRET);
    expectError(await post(store, { client_id: "c2", client_secret: AWKWARD_SECRET }, c2), 400, "invalid_request");
    expectError(await post(store, { client_secret: AWKWARD_SECRET }, c2), 400, "invalid_request");
    expectError(
      await post(store, { client_id: "c2", client_secret: AWKWARD_SECRET }, "Basic !"),
      400,
      "invalid_request",
    );
  });

  test("C3: an assertion beside a secret is more than one mechanism", async () => {
    const c2 = basicHeader("c2", AWKWARD_SECRET);
    expectError(await post(store, ASSERTION, c2), 400, "invalid_request");
    const both = { client_id: "c2", client_secret: AWKWARD_SECRET, ...ASSERTION };
    expectError(await post(store, both), 400, "invalid_request");
  });

  test("C3: an assertion alone is refused until there are assertions", async () => {
    expectError(await post(store, ASSERTION), 401, "invalid_client");
    expectError(await post(store, { client_id: "jwt-only", ...ASSERTION }), 401, "invalid_client");
  });

  test("C6: an empty client_secret or client_assertion counts as left out", async () => {
    const c2 = basicHeader("c2", AWKWARD_SECRET);
    expectToken(await post(store, { client_secret: "", client_assertion: "", client_id: "" }, c2));
  });

  test("C7: a client_id without a secret is refused", async () => {
    expectError(await post(store, { client_id: "c2" }), 401, "invalid_client");
    expectError(await post(store, { client_id: "c2", client_secret: "" }), 401, "invalid_client");
    expectError(await post(store, { client_secret: AWKWARD_SECRET }), 401, "invalid_client");
  });

  test("C8: no credentials at all are refused as invalid_client, with a challenge", async () => {
    expectError(await post(store, {}), 401, "invalid_client");
    expectError(await servers.on(store).request({ form: "" }), 401, "invalid_client");
  });
});

describe.each(STORES)("C: parameters in the query on %s", (store) => {
  const inQuery = (query: string, form: string) => servers.on(store).request({ path: `/oauth2/token?${query}`, form });

  test("C4: credentials in the query are refused, whatever the body holds, and not logged", async () => {
    const { log } = servers.on(store);
    const credentials = `client_id=c2&client_secret=${formEncode(AWKWARD_SECRET)}`;
    const start = log.lines.length;
    expectError(await inQuery(credentials, GRANT), 400, "invalid_request");
    expectError(await inQuery(credentials, `${GRANT}&${credentials}`), 400, "invalid_request");
    expectError(await inQuery("%63lient_secret=canary-7", GRANT), 400, "invalid_request");
    const { request } = servers.on(store);
    const withBasic = { basic: ["c2", AWKWARD_SECRET] as const, path: "/oauth2/token?client_secret=canary-7" };
    expectError(await request(withBasic), 400, "invalid_request");
    const logged = log.lines.slice(start).join("");
    expect(logged).toContain("parameter_in_query");
    expect(logged).not.toContain(AWKWARD_SECRET);
    expect(logged).not.toContain(formEncode(AWKWARD_SECRET));
    expect(logged).not.toContain("canary");
  });

  test("C5: everything in the query and an empty body is refused", async () => {
    const query = `${GRANT}&client_id=c2&client_secret=${formEncode(AWKWARD_SECRET)}`;
    expectError(await inQuery(query, ""), 400, "invalid_request");
  });

  test.each(["grant_type", "scope", "resource", "audience", "client_id", "client_assertion"])(
    "C4: %s does not belong in the query either",
    async (name) => {
      const { request } = servers.on(store);
      const path = `/oauth2/token?${name}=x`;
      expectError(await request({ basic: ["c2", AWKWARD_SECRET], path }), 400, "invalid_request");
    },
  );
});

describe.each(STORES)("C: registered methods on %s", (store) => {
  test("C9: a client of private_key_jwt is refused with its secret, and a client with a secret with an assertion", async () => {
    const jwtOnly = { client_id: "jwt-only", client_secret: PLAIN_SECRET };
    expectError(await post(store, jwtOnly), 401, "invalid_client");
    expectError(await post(store, {}, basicHeader("jwt-only", PLAIN_SECRET)), 401, "invalid_client");
    expectError(await post(store, { client_id: "c2", ...ASSERTION }), 401, "invalid_client");
  });

  test("C10: a client with a secret uses Basic one time and the body the next", async () => {
    expectToken(await post(store, {}, basicHeader("c2", AWKWARD_SECRET)));
    expectToken(await post(store, { client_id: "c2", client_secret: AWKWARD_SECRET }));
    expectToken(await post(store, {}, basicHeader("c2", AWKWARD_SECRET)));
  });

  test("C10: a client that is restricted to one method is refused with the other", async () => {
    const inBody = (id: string) => post(store, { client_id: id, client_secret: PLAIN_SECRET });
    const inHeader = (id: string) => post(store, {}, basicHeader(id, PLAIN_SECRET));
    expectToken(await inHeader("basic-only"));
    expectError(await inBody("basic-only"), 401, "invalid_client");
    expectToken(await inBody("post-only"));
    expectError(await inHeader("post-only"), 401, "invalid_client");
  });
});
