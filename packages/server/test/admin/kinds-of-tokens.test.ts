import { beforeEach, describe, expect, it } from "vitest";
import { AdminClient, signInAs, useAdminToken } from "../support/admin-client.ts";
import { AWKWARD_SECRET, PLAIN_SECRET } from "../support/fixtures.ts";
import { createLink, FOR_OPERATOR } from "../support/people.ts";
import { INTROSPECT, issue, present } from "../support/presented-token.ts";
import { json } from "../support/raw-http.ts";
import { type RunningServer, useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";

const COOKIE = "celitech_auth_session";

// T12: what proves one thing never proves another.
describe.each(STORES)("one kind of token in place of another, %s", (store) => {
  const servers = useServers();
  beforeEach(() => servers.on(store).clock.advanceSeconds(120));

  /** One of each kind, all of them valid. */
  const oneOfEach = async (server: RunningServer) => {
    const { client } = await signInAs(server, "operator");
    return {
      "an access token": await issue(server),
      "a client's secret": AWKWARD_SECRET,
      "a session": client.cookies.get(COOKIE) ?? "",
      "an admin token": (await useAdminToken(server, ["organizations:read", "clients:read"])).adminToken ?? "",
      "a link": await createLink(server, FOR_OPERATOR),
    };
  };

  it("takes nothing but an admin token as Bearer, and nothing but a session as the cookie", async () => {
    const server = servers.on(store);
    for (const [kind, text] of Object.entries(await oneOfEach(server))) {
      const bearer = await new AdminClient(server, text).send("GET /organizations");
      const asCookie = new AdminClient(server);
      asCookie.cookies.set(COOKIE, encodeURIComponent(text));
      const { status } = await asCookie.send("GET /organizations");
      expect([kind, bearer.status, status]).toEqual([
        kind,
        kind === "an admin token" ? 200 : 401,
        kind === "a session" ? 200 : 401,
      ]);
    }
  });

  it("takes nothing but a link as a link", async () => {
    const server = servers.on(store);
    for (const [kind, token] of Object.entries(await oneOfEach(server))) {
      const { status } = await new AdminClient(server).send("POST /links/inspect", {
        body: { token: token.slice(0, 200) },
      });
      expect([kind, status]).toEqual([kind, kind === "a link" ? 200 : 410]);
    }
  });

  it("calls nothing but an access token active, and takes nothing else in place of a client's secret", async () => {
    const server = servers.on(store);
    await server.seesChanges();
    for (const [kind, text] of Object.entries(await oneOfEach(server))) {
      const introspected = json(await present(server, INTROSPECT, ["nogrant", PLAIN_SECRET], text));
      const asSecret = await server.request({ basic: ["c2", text] });
      expect([kind, introspected["active"], asSecret.status]).toEqual([
        kind,
        kind === "an access token",
        kind === "a client's secret" ? 200 : 401,
      ]);
    }
  });

  it("prefers what a program sends to a cookie that came along", async () => {
    const server = servers.on(store);
    const { client } = await signInAs(server, "operator");
    const { status, headers } = await client.send("GET /session", { headers: { authorization: "Bearer nonsense" } });
    expect([status, headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="celitech-auth admin"']);
  });
});
