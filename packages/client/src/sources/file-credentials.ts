import { ConcealedCredentials, type CredentialSource } from "../credentials.ts";
import { readSecretFiles } from "../secret-files.ts";
import { optionError } from "../token-error.ts";
import { type JsonFields, parseJsonCredentials } from "./json-credentials.ts";

/** Two files with one value each, as Kubernetes and Docker mount secrets; or one JSON file. */
export type FileCredentialsOptions =
  | { readonly clientIdFile: string; readonly clientSecretFile: string }
  | ({ readonly jsonFile: string } & JsonFields);

/**
 * Credentials from files, which are read at every token request: a replaced file is picked up without a restart. While a file is
 * missing, empty or half written, the client goes on with what it read last.
 *
 * @throws TokenError `invalid_option`
 */
export function fileCredentials(options: FileCredentialsOptions): CredentialSource {
  const paths = "jsonFile" in options ? [options.jsonFile] : [options.clientIdFile, options.clientSecretFile];
  for (const path of paths)
    if (typeof path !== "string" || path === "")
      throw optionError("fileCredentials: set clientIdFile and clientSecretFile, or jsonFile");
  return async () => {
    const [first = "", second = ""] = await readSecretFiles(paths);
    if ("jsonFile" in options) return parseJsonCredentials(`the file ${options.jsonFile}`, first, options);
    return new ConcealedCredentials(first, second);
  };
}
