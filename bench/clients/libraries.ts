import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { HttpClient } from "@azure/core-rest-pipeline";
import { clientCredentials } from "@celitech-auth/client";
import type { ClientLibrary, Endpoint, MeasuredClient } from "./measured-client.ts";

/** This client, and those from npm that get tokens with a secret of their own, each with its defaults. */
export const libraries: readonly ClientLibrary[] = [
  { package: "@celitech-auth/client", note: "", make: makeOwn },
  {
    package: "simple-oauth2",
    note: "it caches nothing: with the cache its README shows, `expired(30)`",
    make: makeSimple,
  },
  { package: "@badgateway/oauth2-client", note: "`OAuth2Fetch` without its timer", make: makeBadgateway },
  { package: "auth0", note: "the token provider of `ManagementClient`", make: makeAuth0 },
  {
    package: "google-auth-library",
    note: "`OAuth2Client`, with a refresh token: it has no client credentials",
    make: makeGoogle,
  },
  {
    package: "@azure/msal-node",
    note: "through a transport of ours, since it insists on https",
    hasForeignTransport: true,
    make: makeMsal,
  },
  {
    package: "@azure/identity",
    note: "`ClientSecretCredential`, through a transport of ours, since it insists on https",
    hasForeignTransport: true,
    make: makeAzure,
  },
  {
    package: "@smithy/core",
    note: "what the AWS SDK keeps its credentials with, `memoizeIdentityProvider`, around a `fetch` of ours",
    hasForeignTransport: true,
    make: makeAws,
  },
  { package: "openid-client", note: "it caches nothing, by design", make: makeOpenid },
];

export function versionOf(name: string): string {
  const folder = join(import.meta.dirname, "../../node_modules", name);
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
}

async function makeOwn({ tokenUrl, clientId, clientSecret }: Endpoint): Promise<MeasuredClient> {
  const client = clientCredentials({ tokenUrl, credentials: { clientId, clientSecret } });
  return {
    getToken: async () => (await client.getToken()).accessToken,
    peek: () => client.peek()?.accessToken,
    held: client,
  };
}

async function makeSimple({ tokenUrl, clientId, clientSecret }: Endpoint): Promise<MeasuredClient> {
  const { ClientCredentials } = await import("simple-oauth2");
  const { origin, pathname } = new URL(tokenUrl);
  const client = new ClientCredentials({
    client: { id: clientId, secret: clientSecret },
    auth: { tokenHost: origin, tokenPath: pathname },
  });
  let token: Awaited<ReturnType<typeof client.getToken>> | undefined;
  return {
    getToken: async () => {
      if (!token || token.expired(30)) token = await client.getToken({});
      return token.token["access_token"] as string | undefined;
    },
    held: client,
  };
}

async function makeBadgateway({ tokenUrl, clientId, clientSecret }: Endpoint): Promise<MeasuredClient> {
  const { OAuth2Client, OAuth2Fetch } = await import("@badgateway/oauth2-client");
  const client = new OAuth2Client({ clientId, clientSecret, tokenEndpoint: tokenUrl });
  const wrapper = new OAuth2Fetch({
    client,
    getNewToken: () => client.clientCredentials(),
    scheduleRefresh: false,
  });
  return { getToken: () => wrapper.getAccessToken(), held: wrapper };
}

interface Auth0TokenProvider {
  getAccessToken(): Promise<string>;
}

async function makeAuth0({ tokenUrl, clientId, clientSecret }: Endpoint): Promise<MeasuredClient> {
  // Not exported, but what every call of the management client goes through.
  const require = createRequire(import.meta.url);
  const path = join(require.resolve("auth0"), "../management/wrapper/token-provider.js");
  const { TokenProvider } = require(path) as { TokenProvider: new (options: unknown) => Auth0TokenProvider };
  const redirected: typeof fetch = (_url, init) => fetch(tokenUrl, init);
  const options = { domain: "tenant.example", clientId, clientSecret, audience: "api", fetch: redirected, headers: {} };
  const provider = new TokenProvider(options);
  return { getToken: () => provider.getAccessToken(), held: provider };
}

async function makeGoogle({ tokenUrl, clientId, clientSecret }: Endpoint): Promise<MeasuredClient> {
  const { OAuth2Client } = await import("google-auth-library");
  const client = new OAuth2Client({ clientId, clientSecret, endpoints: { oauth2TokenUrl: tokenUrl } });
  client.setCredentials({ refresh_token: "refresh" });
  return { getToken: async () => (await client.getAccessToken()).token ?? undefined, held: client };
}

async function makeMsal({ tokenUrl, clientId, clientSecret }: Endpoint): Promise<MeasuredClient> {
  const { ConfidentialClientApplication } = await import("@azure/msal-node");
  const authority = "https://login.example/tenant";
  const post = async (_url: string, options?: { body?: string; headers?: Record<string, string> }) => {
    const response = await fetch(tokenUrl, { method: "POST", ...options });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.json() };
  };
  const metadata = {
    authorization_endpoint: `${authority}/authorize`,
    token_endpoint: `${authority}/token`,
    issuer: authority,
    jwks_uri: `${authority}/keys`,
    end_session_endpoint: `${authority}/logout`,
  };
  const client = new ConfidentialClientApplication({
    auth: {
      clientId,
      clientSecret,
      authority,
      knownAuthorities: ["login.example"],
      authorityMetadata: JSON.stringify(metadata),
    },
    system: { networkClient: { sendPostRequestAsync: post as never, sendGetRequestAsync: post as never } },
  });
  const request = { scopes: ["api/.default"] };
  return { getToken: async () => (await client.acquireTokenByClientCredential(request))?.accessToken, held: client };
}

async function makeOpenid({ tokenUrl, clientId, clientSecret }: Endpoint): Promise<MeasuredClient> {
  const { allowInsecureRequests, clientCredentialsGrant, Configuration } = await import("openid-client");
  const configuration = new Configuration(
    { issuer: new URL(tokenUrl).origin, token_endpoint: tokenUrl },
    clientId,
    clientSecret,
  );
  allowInsecureRequests(configuration);
  return { getToken: async () => (await clientCredentialsGrant(configuration)).access_token, held: configuration };
}

async function makeAzure({ tokenUrl, clientId, clientSecret }: Endpoint): Promise<MeasuredClient> {
  const { ClientSecretCredential } = await import("@azure/identity");
  const { createHttpHeaders } = await import("@azure/core-rest-pipeline");
  const authority = "https://login.example";
  const metadata = JSON.stringify({
    authorization_endpoint: `${authority}/tenant/authorize`,
    token_endpoint: `${authority}/tenant/token`,
    issuer: `${authority}/tenant`,
    jwks_uri: `${authority}/tenant/keys`,
    end_session_endpoint: `${authority}/tenant/logout`,
  });
  const sendRequest: HttpClient["sendRequest"] = async (request) => {
    const isDiscovery = request.method === "GET";
    const answer = isDiscovery
      ? undefined
      : await fetch(tokenUrl, { method: "POST", body: String(request.body ?? "") });
    const headers = createHttpHeaders(
      answer ? Object.fromEntries(answer.headers) : { "content-type": "application/json" },
    );
    return { request, headers, status: answer?.status ?? 200, bodyAsText: (await answer?.text()) ?? metadata };
  };
  const credential = new ClientSecretCredential("tenant", clientId, clientSecret, {
    authorityHost: authority,
    disableInstanceDiscovery: true,
    httpClient: { sendRequest },
  });
  return { getToken: async () => (await credential.getToken("api/.default"))?.token, held: credential };
}

async function makeAws({ tokenUrl, clientId, clientSecret }: Endpoint): Promise<MeasuredClient> {
  const { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } = await import("@smithy/core");
  const authorization = `Basic ${btoa(`${clientId}:${clientSecret}`)}`;
  const provide = async () => {
    const body = new URLSearchParams({ grant_type: "client_credentials" });
    const response = await fetch(tokenUrl, { method: "POST", headers: { authorization }, body });
    if (!response.ok) throw new Error(`the endpoint answered ${response.status}`);
    const { access_token: token, expires_in: seconds } = (await response.json()) as Record<string, unknown>;
    return { token: token as string, expiration: new Date(Date.now() + Number(seconds) * 1_000) };
  };
  const memoized = memoizeIdentityProvider(provide, isIdentityExpired, doesIdentityRequireRefresh);
  return { getToken: async () => (await memoized?.({}))?.token, held: memoized };
}
