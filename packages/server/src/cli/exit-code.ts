import type { Problem } from "../domain/administration/outcome.ts";
import { isUnreachableDatabase } from "../domain/unreachable-database.ts";

/** What a script can rely on. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  denied: 4,
  conflict: 5,
  unreachable: 6,
  configuration: 78,
} as const;

/** An end that a person can do something about: one line on standard error, no stack. */
export class CommandError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.name = "CommandError";
    this.exitCode = exitCode;
  }
}

export function toCommandError({ code, message }: Problem): CommandError {
  switch (code) {
    case "not_found":
      return new CommandError(message, EXIT.notFound);
    case "conflict":
    case "changed_meanwhile":
    case "link_spent":
      return new CommandError(message, EXIT.conflict);
    case "forbidden":
    case "sign_in_failed":
      return new CommandError(message, EXIT.denied);
    case "invalid":
      return new CommandError(message, EXIT.usage);
  }
}

const DENIED = new Set(["28P01", "28000", "42501", "EACCES", "EPERM"]);

/** What an error that nobody expected here means to a person. The message of a database driver is not repeated: it can quote values. */
export function describeError(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  const { code, name, message } = error as NodeJS.ErrnoException;
  if (name === "SetupError") return new CommandError(message, EXIT.configuration);
  if (isUnreachableDatabase(error))
    return new CommandError(
      `CELITECH_AUTH_DATABASE_URL: the database cannot be reached (${code ?? "timeout"})`,
      EXIT.unreachable,
    );
  if (code === "3D000")
    return new CommandError("CELITECH_AUTH_DATABASE_URL: there is no such database on that server", EXIT.configuration);
  if (code !== undefined && DENIED.has(code))
    return new CommandError(`CELITECH_AUTH_DATABASE_URL: access was denied (${code})`, EXIT.denied);
  return new CommandError(
    `failed: ${name}${code === undefined ? "" : ` (${code})`}${process.env["CELITECH_AUTH_LOG_LEVEL"] === "debug" ? `: ${message}` : ""}`,
    EXIT.failed,
  );
}
