import { userInfo } from "node:os";
import { type Administration, openAdministration } from "../compose-administration.ts";
import { type Config, readConfig } from "../config.ts";
import { prepareDataFolder } from "../data-folder.ts";
import { applyChange } from "../domain/administration/apply-change.ts";
import { type Change, isProblem, type Problem } from "../domain/administration/outcome.ts";
import { type ClientId, parseClientId } from "../domain/identifier.ts";
import { CommandError, EXIT, toCommandError } from "./exit-code.ts";

/** The configuration, or all its mistakes at once and exit code 78. */
export function loadConfig(): Config {
  const reading = readConfig(process.env);
  if (reading.kind === "config") return reading.config;
  throw new CommandError(reading.mistakes.join("\n"), EXIT.configuration);
}

/** Opens the database that the server uses too, and closes it whatever happens. */
export async function withAdministration<Result>(
  work: (administration: Administration, config: Config) => Promise<Result>,
): Promise<Result> {
  const config = loadConfig();
  const administration = await openAdministration(config, prepareDataFolder(config), Date.now);
  try {
    return await work(administration, config);
  } finally {
    await administration.close();
  }
}

/** Changes something in one transaction, as the user of this machine. A problem becomes a `CommandError`. */
export async function changeAsUser<Result extends object>(
  administration: Administration,
  work: (change: Change) => Promise<Result | Problem>,
): Promise<Exclude<Result, Problem>> {
  const context = { actor: commandLineActor(), now: administration.clock() };
  const result = await applyChange(administration.unitOfWork, context, work);
  if (isProblem(result)) throw toCommandError(result);
  return result as Exclude<Result, Problem>;
}

/** The user of this machine, as audit events name them. */
export function commandLineActor(): string {
  return `cli:${userName()}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown"; // a container's user may have no name
  }
}

export function requireClientId(text: string): ClientId {
  const id = parseClientId(text);
  if (id === undefined)
    throw new CommandError("CLIENT_ID holds only letters, digits and . _ ~ -, 128 at most", EXIT.usage);
  return id;
}
