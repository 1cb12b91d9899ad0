import { execFile } from "node:child_process";
import { type CachedCredentialsOptions, cachedCredentials } from "../cached-credentials.ts";
import type { CredentialSource } from "../credentials.ts";
import { optionError, TokenError } from "../token-error.ts";
import { type JsonFields, parseJsonCredentials } from "./json-credentials.ts";

const outputBytesMax = 65_536;

export interface ExecCredentialsOptions extends JsonFields, CachedCredentialsOptions {
  /** The program, found through PATH. It is started without a shell. */
  readonly command: string;
  /** Default: none. */
  readonly args?: readonly string[] | undefined;
  /** Beside those of this process. Default: none. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/**
 * Credentials from the output of any command: a JSON object with the fields `client_id` and `client_secret`. The command runs at most
 * once in `ttlSeconds` (300), gets 10 s, and once more when the credentials were refused. Its output appears in no error.
 *
 * @throws TokenError `invalid_option`
 */
export function execCredentials(options: ExecCredentialsOptions): CredentialSource {
  const { command, args = [], env } = options;
  if (typeof command !== "string" || command === "") throw optionError("execCredentials: set command");
  return cachedCredentials(
    async ({ signal }) =>
      parseJsonCredentials(`the output of ${command}`, await run(command, args, env, signal), options),
    options,
  );
}

function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> | undefined,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const settings = { signal, maxBuffer: outputBytesMax, windowsHide: true, env: { ...process.env, ...env } };
    execFile(command, [...args], settings, (error, stdout) => {
      if (!error) return resolve(stdout);
      // The message of `error` holds the arguments and what the command wrote.
      const why = typeof error.code === "number" ? `exit code ${error.code}` : (error.code ?? error.signal ?? "killed");
      reject(new TokenError("credentials_unavailable", `${command} failed (${why})`));
    });
  });
}
