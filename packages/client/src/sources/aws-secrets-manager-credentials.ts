import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type CachedCredentialsOptions, cachedCredentials } from "../cached-credentials.ts";
import type { CredentialSource } from "../credentials.ts";
import { optionError, TokenError } from "../token-error.ts";
import { type JsonFields, parseJsonCredentials } from "./json-credentials.ts";

export interface AwsSecretsManagerOptions extends JsonFields, CachedCredentialsOptions {
  /** The name or ARN of the secret, whose value is a JSON object. */
  readonly secretId: string;
  /** Default: the version that AWS calls AWSCURRENT. */
  readonly versionStage?: string | undefined;
  /** Default: what the SDK finds in the environment. Not used with `client`. */
  readonly region?: string | undefined;
  /** Default: one made with the SDK's own search for region and credentials. */
  readonly client?: Pick<SecretsManagerClient, "send"> | undefined;
}

/**
 * Credentials from AWS Secrets Manager, through `@aws-sdk/client-secrets-manager`, which is loaded at the first read and has to be
 * installed beside this package. Read at most once in `ttlSeconds` (300), and once more when they were refused.
 *
 * @throws TokenError `invalid_option`
 */
export function awsSecretsManagerCredentials(options: AwsSecretsManagerOptions): CredentialSource {
  const { secretId, versionStage } = options;
  if (typeof secretId !== "string" || secretId === "") throw optionError("awsSecretsManagerCredentials: set secretId");
  let client = options.client;
  return cachedCredentials(async ({ signal }) => {
    const sdk = await loadSdk();
    client ??= new sdk.SecretsManagerClient(options.region === undefined ? {} : { region: options.region });
    const command = new sdk.GetSecretValueCommand({ SecretId: secretId, VersionStage: versionStage });
    const { SecretString, SecretBinary } = await client.send(command, { abortSignal: signal });
    const text = SecretString ?? new TextDecoder().decode(SecretBinary ?? new Uint8Array());
    return parseJsonCredentials(`the secret ${secretId}`, text, options);
  }, options);
}

async function loadSdk(): Promise<typeof import("@aws-sdk/client-secrets-manager")> {
  return import("@aws-sdk/client-secrets-manager").catch(() => {
    const message = "awsSecretsManagerCredentials needs the package @aws-sdk/client-secrets-manager: install it";
    throw new TokenError("credentials_unavailable", message);
  });
}
