import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { AUDIENCE, FakeIssuer } from "../../packages/verifier/test/fakes/fake-issuer.ts";

async function startApi() {
  const issuer = await FakeIssuer.start();
  const env = { ...process.env, API_PORT: "0", API_ISSUER: issuer.url, API_AUDIENCE: AUDIENCE };
  const child = spawn(process.execPath, [new URL("server.ts", import.meta.url).pathname], { env });
  onTestFinished(() => void child.kill());
  const [line] = await once(child.stdout, "data");
  const url = String(line).trim();
  const call = async (path: string, token?: string, body?: unknown) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const init = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
    const response = await fetch(url + path, init);
    return {
      status: response.status,
      challenge: response.headers.get("www-authenticate"),
      body: await response.json(),
    };
  };
  return { issuer, call };
}

test("the example API answers who has a token, and refuses the others in CELITECH's form", async () => {
  const { issuer, call } = await startApi();
  expect(await call("/v1/destinations")).toMatchObject({ status: 401, body: { message: expect.any(String) } });
  const france = expect.objectContaining({ name: "France", destination: "FRA" });
  expect(await call("/v1/destinations", issuer.token())).toMatchObject({
    status: 200,
    body: { destinations: expect.arrayContaining([france]) },
  });
  const offer = { destination: "JPN", minDays: 1 };
  expect(await call("/v1/packages?destination=JPN", issuer.token())).toMatchObject({
    status: 200,
    body: { packages: [{ ...offer, id: "pkg_jpn_1gb", dataLimitInGB: 1, priceInCents: 450 }, offer, offer] },
  });
});

test("the example API sells to tokens with the scope, for the organization that the token names", async () => {
  const { issuer, call } = await startApi();
  const order = { packageId: "pkg_fra_5gb", organizationId: "org_other" };
  const refused = await call("/v1/purchases", issuer.token({ scope: "read" }), order);
  expect(refused).toMatchObject({ status: 403, challenge: expect.stringContaining('scope="purchases:write"') });
  const token = issuer.token({ scope: "purchases:write" });
  const bought = await call("/v1/purchases", token, order);
  expect(bought).toMatchObject({
    status: 201,
    body: { purchase: { packageId: "pkg_fra_5gb", organizationId: "org_1" } },
  });
  expect((await call("/v1/purchases", token, { packageId: "pkg_x" })).status).toBe(400);
});

test("the example API says what protects it, and whether it can judge", async () => {
  const { issuer, call } = await startApi();
  const { body } = await call("/.well-known/oauth-protected-resource/v1");
  expect(body).toMatchObject({ resource: AUDIENCE, authorization_servers: [issuer.url] });
  expect((await call("/health/ready")).status).toBe(200);
});
