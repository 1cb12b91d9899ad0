import type { Logger } from "pino";
import type { Administration } from "./compose-administration.ts";
import type { Config } from "./config.ts";
import { applyChange } from "./domain/administration/apply-change.ts";
import { createOneTimeLink } from "./domain/administration/create-one-time-link.ts";
import { isProblem } from "./domain/administration/outcome.ts";
import { linkUrl } from "./domain/people/one-time-link.ts";
import type { SecretText } from "./domain/secret-text.ts";
import { removeSetupLinkFile, writeSetupLinkFile } from "./setup-link-file.ts";

/** What the first operator opens. */
export interface SetupLink {
  readonly url: SecretText;
  readonly expiresAt: number;
  /** Where it is written; undefined: the data folder cannot be written. */
  readonly file: string | undefined;
}

/** On a database without an operator: makes the link that makes the first one, and ends those before it. Undefined: there is one. */
export async function makeSetupLink(
  config: Config,
  administration: Administration,
  actor = "server",
): Promise<SetupLink | undefined> {
  const { unitOfWork, people, tokenHasher, clock } = administration;
  if ((await people.users.countOperators()) > 0) {
    removeSetupLinkFile(config);
    return undefined;
  }
  const created = await applyChange(unitOfWork, { actor, now: clock() }, (change) =>
    createOneTimeLink(change, { purpose: { kind: "setup" } }, tokenHasher),
  );
  if (isProblem(created)) return undefined; // an operator has joined meanwhile
  const url = linkUrl(config.publicUrl, "setup", created.token);
  return { url, expiresAt: created.link.expiresAt, file: writeSetupLinkFile(config, url) };
}

/** For whoever reads the log. The link itself is never in it. */
export function logSetupLink(logger: Logger, setup: SetupLink | undefined): void {
  if (setup === undefined) return;
  const until = new Date(setup.expiresAt).toISOString();
  const { file } = setup;
  logger.info(
    { ...(file !== undefined && { file }), command: "celitech-auth admin setup-link", until },
    file === undefined
      ? "nobody can sign in at the dashboard yet: the command prints the link that sets it up"
      : "nobody can sign in at the dashboard yet: the link that sets it up is in the file, and the command prints a new one",
  );
}
