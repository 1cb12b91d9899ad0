import { ConcealedCredentials, type CredentialSource } from "./credentials.ts";
import { environment } from "./runtime.ts";
import { optionError } from "./token-error.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where one value is: in the environment itself, or in a file that it names. */
type Place = { readonly value: string } | { readonly file: string };

/**
 * The credentials in CELITECH_CLIENT_ID and CELITECH_CLIENT_SECRET; each may be the path of a file in …_FILE instead. Where none of
 * these is set, those in CLIENT_ID and CLIENT_SECRET, which CELITECH's SDKs document. The two pairs are never mixed: a
 * CLIENT_SECRET may belong to something else. A trailing newline is taken off.
 *
 * Variables and files are read at every token request. Throws a TokenError `invalid_option` at once that names a variable that is
 * missing or blank.
 */
export function environmentCredentials(env: Environment = environment()): CredentialSource {
  findPair(env);
  return async () => {
    const [id, secret] = findPair(env);
    const files = [id, secret].flatMap((place) => ("file" in place ? [place.file] : []));
    const contents = files.length === 0 ? [] : await (await import("./secret-files.ts")).readSecretFiles(files);
    const [clientId = "", clientSecret = ""] = [id, secret].map((place) =>
      "value" in place ? place.value : (contents.shift() ?? ""),
    );
    return new ConcealedCredentials(clientId, clientSecret);
  };
}

function findPair(env: Environment): readonly [Place, Place] {
  const own = ["CELITECH_CLIENT_ID", "CELITECH_CLIENT_SECRET"] as const;
  const isOwn = own.some((name) => env[name] !== undefined || env[`${name}_FILE`] !== undefined);
  const isDocumented = env["CLIENT_ID"] !== undefined || env["CLIENT_SECRET"] !== undefined;
  const [id, secret] = isOwn || !isDocumented ? own : (["CLIENT_ID", "CLIENT_SECRET"] as const);
  return [findPlace(env, id), findPlace(env, secret)];
}

function findPlace(env: Environment, name: string): Place {
  const fileName = `${name}_FILE`;
  const value = env[name];
  const file = name.startsWith("CELITECH_") ? env[fileName] : undefined;
  if (value !== undefined && file !== undefined) throw optionError(`both ${name} and ${fileName} are set: keep one`);
  if (file !== undefined) return { file: nonBlank(fileName, file) };
  if (value !== undefined) return { value: nonBlank(name, value) };
  throw optionError(`the environment variable ${name} is not set`);
}

function nonBlank(name: string, value: string): string {
  const trimmed = value.replace(/[\r\n]+$/, "");
  if (trimmed.trim() === "") throw optionError(`the environment variable ${name} is blank`);
  return trimmed;
}
