import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect, onTestFinished, test } from "vitest";
import { awsSecretsManagerCredentials } from "../src/sources/aws-secrets-manager-credentials.ts";
import { failureOf, startClient } from "./client-under-test.ts";

interface AwsServer {
  readonly url: string;
  readonly requests: { readonly target: string | undefined; readonly authorization: string; readonly body: unknown }[];
  /** The answer: the value of the secret, or the type of an AWS error. */
  secret: string;
  error: string | undefined;
}

/** Speaks the protocol of AWS Secrets Manager (AWS JSON 1.1) on the loopback. */
async function startAws(secret: unknown): Promise<AwsServer> {
  const aws: AwsServer = { url: "", requests: [], secret: JSON.stringify(secret), error: undefined };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { "x-amz-target": target, authorization = "" } = request.headers;
    aws.requests.push({ target: target?.toString(), authorization, body: JSON.parse(body) });
    const answer = aws.error
      ? { __type: aws.error, Message: "said by AWS" }
      : { ARN: "arn:aws:secretsmanager:eu-west-1:1:secret:celitech", Name: "celitech", SecretString: aws.secret };
    response.writeHead(aws.error ? 400 : 200, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(aws, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

function sdkClient(url: string): SecretsManagerClient {
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "aws-secret" };
  return new SecretsManagerClient({ region: "eu-west-1", endpoint: url, credentials, maxAttempts: 1 });
}

const pair = { client_id: "id", client_secret: "s3cr3t" };

test("AWS: the real SDK fetches a JSON secret, signed, and the client uses it", async () => {
  const aws = await startAws(pair);
  const credentials = awsSecretsManagerCredentials({ secretId: "celitech", client: sdkClient(aws.url) });
  const { client, server } = await startClient({ credentials });
  await client.getToken();
  expect(atob(server.requests[0]?.headers.authorization?.slice(6) ?? "")).toBe("id:s3cr3t");
  expect(aws.requests).toMatchObject([{ target: "secretsmanager.GetSecretValue", body: { SecretId: "celitech" } }]);
  expect(aws.requests[0]?.authorization).toMatch(/^AWS4-HMAC-SHA256 /);
});

test("AWS: without a client of its own the SDK is loaded and configured by AWS's environment variables", async () => {
  const aws = await startAws(pair);
  const variables = {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.url,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "aws-secret",
  };
  Object.assign(process.env, variables);
  onTestFinished(() => {
    for (const name of Object.keys(variables)) delete process.env[name];
  });
  const { client } = await startClient({ credentials: awsSecretsManagerCredentials({ secretId: "celitech" }) });
  await client.getToken();
  expect(aws.requests).toHaveLength(1);
});

test("AWS: field names can be chosen, and a version", async () => {
  const aws = await startAws({ user: "u", password: "p" });
  const source = awsSecretsManagerCredentials({
    secretId: "celitech",
    versionStage: "AWSPENDING",
    client: sdkClient(aws.url),
    clientIdField: "user",
    clientSecretField: "password",
  });
  const { clientId, clientSecret } = await source({ fresh: false, signal: new AbortController().signal });
  expect([clientId, clientSecret]).toEqual(["u", "p"]);
  expect(aws.requests[0]?.body).toMatchObject({ VersionStage: "AWSPENDING" });
});

test("C57: AWS is read once per TTL under 100 concurrent calls, and its outage is bridged", async () => {
  const aws = await startAws(pair);
  const credentials = awsSecretsManagerCredentials({ secretId: "celitech", client: sdkClient(aws.url) });
  const { client } = await startClient({ credentials });
  const views = Array.from({ length: 100 }, (_, index) => client.for({ scope: `s${index}` }));
  await Promise.all(views.map((view) => view.getToken()));
  expect(aws.requests).toHaveLength(1);
  aws.error = "InternalServiceError";
  await client.getToken({ forceRefresh: true });
  expect(aws.requests, "still within the TTL").toHaveLength(1);
});

test("AWS: a secret rotated there is picked up when the token endpoint refuses the old one", async () => {
  const aws = await startAws(pair);
  const credentials = awsSecretsManagerCredentials({ secretId: "celitech", client: sdkClient(aws.url) });
  const { client, server } = await startClient({ credentials });
  await client.getToken();
  aws.secret = JSON.stringify({ ...pair, client_secret: "rotated" });
  server.faults.push({ kind: "json", status: 401, body: { error: "invalid_client" } });
  await client.getToken({ forceRefresh: true });
  expect(atob(server.requests[2]?.headers.authorization?.slice(6) ?? "")).toBe("id:rotated");
});

test("AWS: what cannot be read is an error that names the secret and repeats nothing of it", async () => {
  const aws = await startAws(pair);
  const source = awsSecretsManagerCredentials({ secretId: "celitech", client: sdkClient(aws.url) });
  const { client } = await startClient({ credentials: source });
  aws.secret = "s3cr3t, not JSON";
  const error = await failureOf(client.getToken());
  expect(error).toMatchObject({ code: "credentials_unavailable", message: expect.stringContaining("celitech") });
  expect(error.message).not.toContain("s3cr3t");
  aws.error = "ResourceNotFoundException";
  expect((await failureOf(client.getToken())).message).toContain("said by AWS");
});
