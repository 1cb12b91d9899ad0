import { OAuth2Client } from "@badgateway/oauth2-client";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { describe, expect, test } from "vitest";
import { API, AWKWARD_SECRET, type Fixture } from "../support/fixtures.ts";
import { ISSUER, type RunningServer, useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";

const servers = useServers();

/** The secrets of both need encoding; one holds characters beyond ASCII. */
const CLIENTS = ["c2", "unicode"] as const;
const METHODS = ["client_secret_basic", "client_secret_post"] as const;
const CASES = STORES.flatMap((store) => CLIENTS.flatMap((name) => METHODS.map((method) => ({ store, name, method }))));

/** Sends to this machine what is meant for the issuer, which no test may reach. */
function localFetch({ port }: RunningServer) {
  return (url: string, options?: object): Promise<Response> =>
    fetch(url.replace(ISSUER, `http://127.0.0.1:${port}`), options);
}

function tokenUrl({ port }: RunningServer): string {
  return `http://127.0.0.1:${port}/oauth2/token`;
}

const whole = { access_token: expect.any(String), expires_in: 3_600, scope: "read write" };

describe.each(CASES)("standard clients on $store, $name by $method", ({ store, name, method }) => {
  const server = (): RunningServer => servers.on(store);
  const client = (): Fixture => server().fixtures[name];

  test("openid-client discovers the server and gets a token", async () => {
    const { id, secret } = client();
    const authentication =
      method === "client_secret_basic" ? openid.ClientSecretBasic(secret) : openid.ClientSecretPost(secret);
    const options = { algorithm: "oauth2", [openid.customFetch]: localFetch(server()) } as const;
    const configuration = await openid.discovery(new URL(ISSUER), id, undefined, authentication, options);
    const response = await openid.clientCredentialsGrant(configuration, { scope: "read write", resource: API });
    expect(response).toMatchObject({ ...whole, token_type: "bearer" });
    expect(response.refresh_token).toBeUndefined();
  });

  test("oauth4webapi gets a token, and finds it a valid JWT access token of RFC 9068", async () => {
    const { id, secret } = client();
    const fetching = { [oauth.customFetch]: localFetch(server()) };
    const discovery = await oauth.discoveryRequest(new URL(ISSUER), { algorithm: "oauth2", ...fetching });
    const authorizationServer = await oauth.processDiscoveryResponse(new URL(ISSUER), discovery);
    const authentication =
      method === "client_secret_basic" ? oauth.ClientSecretBasic(secret) : oauth.ClientSecretPost(secret);
    const webClient = { client_id: id };
    const parameters = { scope: "read write" };
    const response = await oauth.clientCredentialsGrantRequest(
      authorizationServer,
      webClient,
      authentication,
      parameters,
      fetching,
    );
    const token = await oauth.processClientCredentialsResponse(authorizationServer, webClient, response);
    expect(token).toMatchObject(whole);

    const request = new Request(API, { headers: { authorization: `Bearer ${token.access_token}` } });
    const secondsBehind = Math.round((server().clock.read() - Date.now()) / 1_000); // the server's time is the test's
    const checking = { ...fetching, [oauth.clockSkew]: secondsBehind };
    const claims = await oauth.validateJwtAccessToken(authorizationServer, request, API, checking);
    expect(claims).toMatchObject({ iss: ISSUER, client_id: id, scope: "read write" });
  });

  // It accepts no secret beyond ASCII itself.
  test.skipIf(name === "unicode")("simple-oauth2 gets a token, encoding strictly and loosely", async () => {
    const { ClientCredentials } = await importSimpleOauth2();
    const { id, secret } = client();
    const { origin: tokenHost, pathname: tokenPath } = new URL(tokenUrl(server()));
    const authorizationMethod = method === "client_secret_basic" ? "header" : "body";
    for (const credentialsEncodingMode of ["strict", "loose"]) {
      const options = { authorizationMethod, credentialsEncodingMode };
      const simple = new ClientCredentials({ client: { id, secret }, auth: { tokenHost, tokenPath }, options });
      const { token } = await simple.getToken({ scope: "read write" });
      expect(token).toMatchObject({ ...whole, token_type: "Bearer" });
    }
  });

  test("@badgateway/oauth2-client gets a token", async () => {
    const { id, secret } = client();
    const options = {
      clientId: id,
      clientSecret: secret,
      tokenEndpoint: tokenUrl(server()),
      authenticationMethod: method,
    };
    const token = await new OAuth2Client(options).clientCredentials({ scope: ["read", "write"] });
    expect(token).toMatchObject({ accessToken: expect.any(String), expiresAt: expect.any(Number) });
  });
});

describe.each(STORES)("a plain fetch on %s", (store) => {
  test("gets a token by the request of CELITECH's document", async () => {
    const response = await fetch(tokenUrl(servers.on(store)), {
      method: "POST",
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        Authorization: `Basic ${Buffer.from(`c2:${AWKWARD_SECRET}`).toString("base64")}`,
      },
      body: "grant_type=client_credentials",
    });
    expect(await response.json()).toMatchObject({
      access_token: expect.any(String),
      expires_in: 3_600,
      token_type: "Bearer",
    });
  });
});

interface SimpleOauth2 {
  readonly ClientCredentials: new (
    configuration: object,
  ) => { getToken(parameters: object): Promise<{ readonly token: object }> };
}

// It has no types of its own.
function importSimpleOauth2(): Promise<SimpleOauth2> {
  const name: string = "simple-oauth2";
  return import(name) as Promise<SimpleOauth2>;
}
