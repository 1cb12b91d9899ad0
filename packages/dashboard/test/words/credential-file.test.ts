import { parseEnv } from "node:util";
import { describe, expect, test } from "vitest";
import { apiOriginsOf, defaultApiUrl, writeEnvFile, writeJsonFile } from "../../src/clients/credential-file.ts";
import { exampleGrant } from "../support/example-answers.ts";

const credentials = {
  clientId: "celitech_client_6yXQ2mLr0pVb3KfDn8sTwa",
  clientSecret: "celitech_secret_0123456789",
  tokenUrl: "https://auth.example/oauth2/token",
  apiOrigins: ["https://api.celitech.net", "https://second.example:8443"],
};
const variables = {
  CELITECH_CLIENT_ID: credentials.clientId,
  CELITECH_CLIENT_SECRET: credentials.clientSecret,
  CELITECH_TOKEN_URL: credentials.tokenUrl,
  CELITECH_API_ORIGINS: "https://api.celitech.net https://second.example:8443",
};

describe("a file of credentials", () => {
  test("is read as .env by Node with everything that a client needs", () => {
    expect({ ...parseEnv(writeEnvFile(credentials)) }).toEqual(variables);
  });

  test("is JSON with the same names", () => expect(JSON.parse(writeJsonFile(credentials))).toEqual(variables));

  test("names no origins where the audiences tell none", () => {
    expect(writeEnvFile({ ...credentials, apiOrigins: [] })).not.toContain("CELITECH_API_ORIGINS");
  });
});

describe("the APIs of a client", () => {
  const urn = { ...exampleGrant, audience: "urn:example:reports", is_default: false };
  const second = { ...exampleGrant, audience: "https://api.celitech.net/v2", is_default: false };

  test("have one origin each, and those that are no web address none", () => {
    expect(apiOriginsOf({ grants: [urn, exampleGrant, second] })).toEqual(["https://api.celitech.net"]);
  });

  test("have a default, whose audience is its address", () => {
    expect(defaultApiUrl({ grants: [second, exampleGrant] })).toBe("https://api.celitech.net/v1");
    expect(defaultApiUrl({ grants: [urn] })).toBeUndefined();
    expect(defaultApiUrl({ grants: [] })).toBeUndefined();
  });
});
