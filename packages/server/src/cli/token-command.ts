import type { Command } from "commander";
import { CommandError, EXIT } from "./exit-code.ts";
import { printData } from "./output.ts";

interface TokenCommandOptions {
  readonly scope?: string;
  readonly resource?: string;
  readonly json?: boolean;
}

export function addTokenCommand(program: Command): void {
  program
    .command("token")
    .description("get an access token as a client, with the credentials of the environment")
    .option("--scope <SCOPES>", "space-delimited scopes to ask for")
    .option("--resource <AUDIENCE>", "the API that the token is for (RFC 8707)")
    .option("--json", "print JSON, with the token's end and scope")
    .addHelpText(
      "after",
      `
Reads CELITECH_CLIENT_ID, CELITECH_CLIENT_SECRET and CELITECH_TOKEN_URL (default: CELITECH's own), each also from …_FILE.

Example:
  curl -H "Authorization: Bearer $(celitech-auth token)" https://api.celitech.net/v1/destinations`,
    )
    .action(runToken);
}

async function runToken({ scope, resource, json }: TokenCommandOptions): Promise<void> {
  const { clientCredentials } = await import("@celitech-auth/client"); // other commands start faster without it
  try {
    const client = clientCredentials({
      ...(scope !== undefined && { scope }),
      ...(resource !== undefined && { resource }),
    });
    const { accessToken, tokenType, expiresAt, scope: granted } = await client.getToken();
    const answer = {
      access_token: accessToken,
      token_type: tokenType,
      expires_at: new Date(expiresAt).toISOString(),
      scope: granted ?? null,
    };
    printData(answer, accessToken, json === true);
  } catch (error) {
    throw describeTokenError(error);
  }
}

interface TokenFailure {
  readonly name?: string;
  readonly code?: string;
  readonly error?: string;
  readonly message?: string;
}

function describeTokenError(thrown: unknown): unknown {
  const { name, code, error, message = "failed" } = thrown as TokenFailure;
  if (name !== "TokenError") return thrown;
  switch (code) {
    case "invalid_option":
    case "credentials_unavailable":
      return new CommandError(message, EXIT.configuration);
    case "token_request_denied":
      return new CommandError(
        message,
        error === "invalid_client" || error === "unauthorized_client" ? EXIT.denied : EXIT.failed,
      );
    case "token_endpoint_unavailable":
    case "token_endpoint_unreachable":
    case "timeout":
      return new CommandError(message, EXIT.unreachable);
    default:
      return new CommandError(message, EXIT.failed);
  }
}
