import type { Command } from "commander";
import { revokeSecret, rotateSecret } from "../domain/administration/change-secret.ts";
import { secretState } from "../domain/client-secret.ts";
import type { ClientId } from "../domain/identifier.ts";
import { secretJson } from "./client-output.ts";
import { parseDuration } from "./duration.ts";
import { CommandError, EXIT } from "./exit-code.ts";
import { formatRecord, formatTable, printData, say, toTime } from "./output.ts";
import { changeAsUser, requireClientId, withAdministration } from "./with-administration.ts";

interface RotateOptions {
  readonly overlap: string;
  readonly label?: string;
  readonly expires?: string;
  readonly json?: boolean;
}

interface RevokeOptions {
  readonly tokens?: boolean;
  readonly json?: boolean;
}

export function addSecretCommands(program: Command): void {
  const secrets = program.command("secrets").description("the secrets of a client");
  secrets
    .command("rotate")
    .argument("<CLIENT_ID>")
    .description("make a new secret, which is shown once, beside the old one, which ends after the overlap")
    .option("--overlap <DURATION>", "how long the old secret goes on: 0, 1h, 24h, 7d", "24h")
    .option("--label <LABEL>", "what people call the new secret")
    .option("--expires <DURATION>", "when the new secret ends; default: never")
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  celitech-auth secrets rotate celitech_client_… --overlap 24h --json")
    .action((id: string, options: RotateOptions) => runRotate(requireClientId(id), options));
  secrets
    .command("list")
    .argument("<CLIENT_ID>")
    .description("the secrets of a client: hints, states, and when and from where each was last used")
    .option("--json", "print JSON")
    .action((id: string, { json }: { readonly json?: boolean }) => runList(requireClientId(id), json === true));
  secrets
    .command("revoke")
    .argument("<CLIENT_ID>")
    .argument("<SECRET>", "the secret's id, or its hint (its last four characters)")
    .description("end a secret at once")
    .option("--tokens", "its tokens too: APIs refuse them within two seconds; those of the other secret go on")
    .option("--json", "print JSON")
    .action((id: string, which: string, options: RevokeOptions) => runRevoke(requireClientId(id), which, options));
}

async function runRotate(clientId: ClientId, options: RotateOptions): Promise<void> {
  const overlapMilliseconds = parseDuration(options.overlap, "--overlap");
  const expires = options.expires === undefined ? undefined : parseDuration(options.expires, "--expires");
  await withAdministration(async (administration) => {
    const rotated = await changeAsUser(administration, (change) =>
      rotateSecret(
        change,
        {
          clientId,
          overlapMilliseconds,
          label: options.label,
          expiresAt: expires === undefined ? undefined : change.now + expires,
        },
        administration.hasher,
      ),
    );
    const client_secret = rotated.text.reveal();
    const json = {
      client_id: clientId,
      client_secret,
      secret_id: rotated.secret.id,
      ending: rotated.ending.map(secretJson),
    };
    printData(json, formatRecord({ client_id: clientId, client_secret }), options.json === true);
    if (options.json === true) return;
    for (const secret of rotated.ending) say(`The secret …${secret.hint} ends at ${toTime(secret.expiresAt)}.`);
    say("The new secret is shown this once: put it into a secrets manager now.");
  });
}

async function runList(clientId: ClientId, isJson: boolean): Promise<void> {
  await withAdministration(async ({ reader, usage }) => {
    const client = await reader.findClientDetails(clientId);
    if (client === undefined) throw new CommandError(`there is no client ${clientId}`, EXIT.notFound);
    const uses = new Map((await usage.findUses(clientId)).map((use) => [use.secretId, use]));
    const json = client.secrets.map((secret) => {
      const use = uses.get(secret.id);
      return {
        ...secretJson(secret),
        last_used_at: toTime(use?.lastUsedAt),
        last_used_from: use?.lastUsedFrom ?? null,
        tokens_issued: use?.tokensIssued ?? 0,
      };
    });
    const rows = client.secrets.map((secret, index) => ({
      SECRET_ID: secret.id,
      HINT: `…${secret.hint}`,
      LABEL: secret.label ?? "",
      STATE: secretState(secret, Date.now()),
      ENDS: toTime(secret.revokedAt ?? secret.expiresAt) ?? "never",
      "LAST USED": json[index]?.last_used_at ?? "never",
      FROM: json[index]?.last_used_from ?? "",
      TOKENS: String(json[index]?.tokens_issued ?? 0),
    }));
    printData({ secrets: json }, formatTable(rows), isJson);
  });
}

async function runRevoke(clientId: ClientId, which: string, { tokens, json }: RevokeOptions): Promise<void> {
  const withTokens = tokens === true;
  const revoked = await withAdministration((administration) =>
    changeAsUser(administration, (change) => revokeSecret(change, clientId, which, { withTokens })),
  );
  if (json === true) {
    printData({ ...secretJson(revoked.secret), tokens_ended: withTokens }, "", true);
    return;
  }
  say(`The secret …${revoked.secret.hint} is revoked; the client has ${revoked.liveLeft} live secret(s) left.`);
  say(
    withTokens
      ? "Its tokens are refused, too."
      : "Tokens that it was issued live on until they expire: --tokens ends them.",
  );
}
