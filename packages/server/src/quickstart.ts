import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Administration } from "./compose-administration.ts";
import { type Config, tokenUrl } from "./config.ts";
import { createClient } from "./domain/administration/create-client.ts";
import { isProblem } from "./domain/administration/outcome.ts";
import type { SetupLink } from "./setup-link.ts";

const QUICKSTART_FILE = "quickstart.env";

/** Where the credentials of the first client are, or undefined where there is no such file. */
function findQuickstart(config: Config): string | undefined {
  const file = join(config.dataFolder, QUICKSTART_FILE);
  return config.database.kind === "sqlite" && existsSync(file) ? file : undefined;
}

/** On a database that never had a client: makes the first one, and a file (0600) with all that a client reads from its environment. */
export async function makeQuickstart(config: Config, { unitOfWork, hasher, clock }: Administration): Promise<void> {
  if (config.database.kind !== "sqlite") return;
  await unitOfWork.transaction(async (transaction) => {
    await transaction.serialize();
    if (await transaction.clients.hasAny()) return;
    const request = {
      name: "quickstart",
      kind: "client",
      authenticationMethod: "client_secret",
      claims: {},
      grants: [{ audience: config.defaultAudience, scope: "" }],
    } as const;
    const created = await createClient({ transaction, actor: "server", now: clock() }, request, hasher);
    if (isProblem(created)) throw new Error(created.message); // nothing in the request depends on what people wrote
    // Before the client is kept: a secret that is in the database is in the file as well.
    const file = join(config.dataFolder, QUICKSTART_FILE);
    writeFileSync(file, quickstartText(config, created.client.id, created.secret.reveal()), {
      mode: 0o600,
      flush: true,
    });
  });
}

function quickstartText(config: Config, clientId: string, clientSecret: string): string {
  const { origin } = new URL(config.defaultAudience);
  return [
    "# The first client of this token service. Keep this file secret, and out of every repository.",
    `CELITECH_CLIENT_ID=${clientId}`,
    `CELITECH_CLIENT_SECRET=${clientSecret}`,
    `CELITECH_TOKEN_URL=${tokenUrl(config)}`,
    ...(origin === "null" ? [] : [`CELITECH_API_ORIGINS=${origin}`]),
    "",
  ].join("\n");
}

/** What a person reads who has started the server in a terminal. */
export function welcomeText(config: Config, setup: SetupLink | undefined): string {
  const lines = ["", `  celitech-auth is ready at ${config.publicUrl}`, "", ...setupLines(setup)];
  const file = findQuickstart(config);
  if (file === undefined)
    return [...lines, "  Make a client:  npx celitech-auth clients create --name my-client", ""].join("\n");
  const curl =
    'curl -u "$CELITECH_CLIENT_ID:$CELITECH_CLIENT_SECRET" -d grant_type=client_credentials "$CELITECH_TOKEN_URL"';
  return [
    ...lines,
    `  Credentials of the client "quickstart":  ${file}`,
    "",
    "  Get a token with them (paste this into another terminal):",
    "",
    `    (. ${shellQuote(file)}; ${curl})`,
    "",
    "  Make another client:  npx celitech-auth clients create --name my-client",
    "  Stop with Ctrl-C.",
    "",
  ].join("\n");
}

function setupLines(setup: SetupLink | undefined): readonly string[] {
  if (setup === undefined) return [];
  const until = new Date(setup.expiresAt).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return [
    `  Set up the dashboard:  ${setup.url.reveal()}`,
    `                         (works once, until ${until})`,
    "",
  ];
}

function shellQuote(text: string): string {
  return /^[A-Za-z0-9_./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
