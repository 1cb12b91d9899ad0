import { Command } from "commander";
import { VERSION } from "../version.ts";
import { addAdminCommands } from "./admin-commands.ts";
import { addAuditCommands } from "./audit-commands.ts";
import { addClientCommands } from "./client-commands.ts";
import { addCompletionCommand } from "./completion-command.ts";
import { addKeyCommands } from "./key-commands.ts";
import { addResourceCommands } from "./resource-commands.ts";
import { addSecretCommands } from "./secret-commands.ts";
import { addServeCommand } from "./serve-command.ts";
import { addTokenCommand } from "./token-command.ts";

/** Every command. Each does its work with the database that the server uses, and may run while the server does. */
export function createProgram(): Command {
  const program = new Command("celitech-auth")
    .description("OAuth 2.0 client credentials for machines: the token service and its administration")
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError("(--help shows how)")
    .addHelpText(
      "after",
      `
Examples:
  celitech-auth serve
  celitech-auth clients create --name "Acme billing" --scope "read write"
  celitech-auth secrets rotate CLIENT_ID --overlap 24h

Configuration: CELITECH_AUTH_… variables, each also from a file as CELITECH_AUTH_…_FILE.
Exit codes: 0 done, 1 failed, 2 usage, 3 not found, 4 denied, 5 conflict, 6 unreachable, 78 configuration.`,
    );
  addServeCommand(program);
  addClientCommands(program);
  addSecretCommands(program);
  addResourceCommands(program);
  addKeyCommands(program);
  addAuditCommands(program);
  addAdminCommands(program);
  addTokenCommand(program);
  addCompletionCommand(program);
  return program;
}
