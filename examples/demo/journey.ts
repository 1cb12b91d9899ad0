import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { clientCredentials, environmentCredentials, type TokenClient } from "@celitech-auth/client";
import type { Processes } from "./processes.ts";
import { cut, type Story, seconds } from "./story.ts";

export const AUDIENCE = "https://api.celitech.net/v1";
const CALLS = 200;
/** Long past the two seconds: a demonstration on a busy machine shows what it took, and does not fail for it. */
const REFUSAL_MILLISECONDS_MAX = 15_000;

interface Partner {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly secretId: string;
}

/** From an empty database to a revoked token. Throws when something is not as it was told. */
export async function tellJourney(processes: Processes, folder: string, story: Story): Promise<void> {
  const partner = await createPartner(processes, story);
  await askAsDocumented(processes, partner, story);
  const { client, url, secretFile } = await callApi(processes, partner, folder, story);
  await seeCacheWork(client, url, story);
  await rotateSecret(processes, partner, { client, url, secretFile }, story);
  await revokeToken(processes, partner, { client, url, secretFile }, story);
}

async function createPartner(processes: Processes, story: Story): Promise<Partner> {
  story.step("A token service on an empty database");
  story.command("celitech-auth serve");
  await processes.startTokenService();
  story.says(`ready at ${processes.issuer}`);
  story.step("A client; its secret is shown this once");
  story.command('celitech-auth clients create --name demo --scope "purchases:write"');
  const made = await processes.command("clients", "create", "--name", "demo", "--scope", "purchases:write");
  const [clientId, clientSecret] = [String(made["client_id"]), String(made["client_secret"])];
  story.says(`client_id      ${clientId}`);
  story.says(`client_secret  ${cut(clientSecret)}`);
  return { clientId, clientSecret, secretId: String(made["secret_id"]) };
}

async function askAsDocumented({ issuer }: Processes, partner: Partner, story: Story): Promise<void> {
  story.step("A token, as CELITECH's document says");
  story.command('curl -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials $ISSUER/oauth2/token');
  const response = await fetch(`${issuer}/oauth2/token`, {
    method: "POST",
    headers: { authorization: basic(partner), "content-type": "application/x-www-form-urlencoded" },
    body: "grant_type=client_credentials",
  });
  const answer = (await response.json()) as Record<string, unknown>;
  expectThat(response.status === 200 && answer["token_type"] === "Bearer", "the token endpoint answers with a token");
  story.says(JSON.stringify({ ...answer, access_token: cut(String(answer["access_token"])) }));
}

interface Calling {
  readonly client: TokenClient;
  readonly url: string;
  readonly secretFile: string;
}

async function callApi(processes: Processes, partner: Partner, folder: string, story: Story): Promise<Calling> {
  story.step("An API with the verifier in front, and a call with the client");
  const api = await processes.startApi(AUDIENCE);
  const url = `${api}/v1/destinations`;
  const bare = await fetch(url);
  expectThat(bare.status === 401, "the API refuses a call without a token");
  story.says(`GET /v1/destinations without a token: ${bare.status} ${await bare.text()}`);
  const secretFile = join(folder, "client-secret");
  writeFileSync(secretFile, partner.clientSecret, { mode: 0o600 });
  const environment = { CELITECH_CLIENT_ID: partner.clientId, CELITECH_CLIENT_SECRET_FILE: secretFile };
  const client = clientCredentials({
    credentials: environmentCredentials(environment),
    tokenUrl: `${processes.issuer}/oauth2/token`,
    origins: [api],
  });
  const response = await client.fetch(url);
  const { destinations } = (await response.json()) as { destinations: readonly { name: string }[] };
  expectThat(response.status === 200 && destinations.length > 0, "the API answers a call with a token");
  story.says(`with the client's: ${response.status}, ${destinations.map(({ name }) => name).join(", ")}`);
  return { client, url, secretFile };
}

async function seeCacheWork(client: TokenClient, url: string, story: Story): Promise<void> {
  story.step("The cache: many calls, one token");
  for (let call = 0; call < CALLS; call += 1)
    expectThat((await client.fetch(url)).status === 200, "every call is answered");
  const { tokenRequests } = client.stats();
  expectThat(tokenRequests === 1, "one token request serves all calls");
  story.says(`${CALLS} more calls; token requests so far: ${tokenRequests}`);
}

async function rotateSecret(processes: Processes, partner: Partner, calling: Calling, story: Story): Promise<void> {
  const { client, url, secretFile } = calling;
  story.step("The secret is rotated while the calls go on");
  const calls = keepCalling(client, url);
  story.command("celitech-auth secrets rotate CLIENT_ID --overlap 24h");
  const rotated = await processes.command("secrets", "rotate", partner.clientId, "--overlap", "24h");
  writeFileSync(secretFile, String(rotated["client_secret"]));
  story.says(
    `the new secret ${cut(String(rotated["client_secret"]))} is in the client's file, the old one still works`,
  );
  await client.getToken({ forceRefresh: true });
  story.command("celitech-auth secrets revoke CLIENT_ID OLD_SECRET --tokens");
  await processes.command("secrets", "revoke", partner.clientId, partner.secretId, "--tokens");
  await pause(1_000); // the old secret's tokens are refused everywhere by now
  const { made, failed } = await calls.stop();
  expectThat(made > 0 && failed === 0, "no call fails during a rotation");
  story.says(`${made} calls meanwhile, ${failed} failed`);
}

async function revokeToken({ issuer }: Processes, partner: Partner, calling: Calling, story: Story): Promise<void> {
  story.step("The token is revoked, and the API refuses it");
  const headers = await calling.client.headers();
  const token = headers.Authorization.slice("Bearer ".length);
  expectThat((await fetch(calling.url, { headers })).status === 200, "the token is good before");
  story.command("curl -u … -d token=… $ISSUER/oauth2/revoke");
  const clientSecret = readFileSync(calling.secretFile, "utf8");
  const body = new URLSearchParams({ token });
  const authorization = basic({ ...partner, clientSecret });
  const revoked = await fetch(`${issuer}/oauth2/revoke`, { method: "POST", headers: { authorization }, body });
  expectThat(revoked.status === 200, "the client may revoke its own token");
  const startedAt = performance.now();
  let answer = await fetch(calling.url, { headers });
  while (answer.status === 200 && performance.now() - startedAt < REFUSAL_MILLISECONDS_MAX) {
    await pause(20);
    answer = await fetch(calling.url, { headers });
  }
  expectThat(answer.status === 401, "the API refuses the revoked token");
  story.says(`refused after ${seconds(performance.now() - startedAt)}: ${answer.status} ${await answer.text()}`);
}

/** One call after the other until it is told to stop. */
function keepCalling(client: TokenClient, url: string) {
  const calls = { made: 0, failed: 0 };
  let isGoingOn = true;
  const end = (async () => {
    while (isGoingOn) {
      const isGood = await client.fetch(url).then(
        ({ status }) => status === 200,
        () => false,
      );
      calls.made += 1;
      if (!isGood) calls.failed += 1;
      await pause(5);
    }
  })();
  return {
    async stop() {
      isGoingOn = false;
      await end;
      return calls;
    },
  };
}

function basic({ clientId, clientSecret }: Partner): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
}

function expectThat(isTrue: boolean, claim: string): asserts isTrue {
  if (!isTrue) throw new Error(`this did not hold: ${claim}`);
}
