import { type Command, Option } from "commander";
import { replaceSigningKey, rotateSigningKey } from "../domain/administration/rotate-signing-keys.ts";
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from "../domain/resource.ts";
import { signingKeyState } from "../domain/signing-key.ts";
import { formatTable, printData, say, toTime } from "./output.ts";
import { changeAsUser, withAdministration } from "./with-administration.ts";

interface RotateOptions {
  readonly alg: SigningAlgorithm;
  readonly emergency?: boolean;
  readonly json?: boolean;
}

export function addKeyCommands(program: Command): void {
  const keys = program.command("keys").description("the keys that sign tokens");
  keys
    .command("list")
    .description("the signing keys and their states")
    .option("--json", "print JSON")
    .action(({ json }: { readonly json?: boolean }) => runList(json === true));
  keys
    .command("rotate")
    .description("let the next key sign as soon as verifiers have had the time to see it; the present one retires")
    .addOption(new Option("--alg <ALGORITHM>", "which key").choices(SIGNING_ALGORITHMS).default("ES256"))
    .option("--emergency", "the present key was stolen: drop it at once, and everything it signed")
    .option("--json", "print JSON")
    .action((options: RotateOptions) => runRotate(options));
}

async function runList(isJson: boolean): Promise<void> {
  await withAdministration(async ({ signingKeys, clock }) => {
    const keys = await signingKeys.list();
    const now = clock();
    const rows = keys.map((key) => ({
      KID: key.kid,
      ALGORITHM: key.algorithm,
      STATE: signingKeyState(key, keys, now),
      CREATED: toTime(key.createdAt) ?? "",
      "SIGNS FROM": toTime(key.activatesAt) ?? "the next rotation",
    }));
    const json = keys.map((key) => ({
      kid: key.kid,
      algorithm: key.algorithm,
      state: signingKeyState(key, keys, now),
      created_at: toTime(key.createdAt),
      activates_at: toTime(key.activatesAt),
      removed_at: toTime(key.removedAt),
    }));
    printData({ keys: json }, formatTable(rows), isJson);
  });
}

async function runRotate({ alg, emergency, json }: RotateOptions): Promise<void> {
  const rotate = emergency === true ? replaceSigningKey : rotateSigningKey;
  const rotated = await withAdministration((administration) =>
    changeAsUser(administration, (change) => rotate(change, alg, administration.generateKey)),
  );
  const result = {
    kid: rotated.next.kid,
    algorithm: alg,
    activates_at: toTime(rotated.activatesAt),
    removed_kid: rotated.removed?.kid ?? null,
  };
  if (json === true) printData(result, "", true);
  else
    say(
      `The key ${result.kid} signs from ${result.activates_at}.${rotated.removed ? ` The key ${rotated.removed.kid} is dropped.` : ""}`,
    );
}
