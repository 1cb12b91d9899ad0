import { type Command, Option } from "commander";
import { createResource, updateResource } from "../domain/administration/change-resource.ts";
import { type Resource, SIGNING_ALGORITHMS, type SigningAlgorithm } from "../domain/resource.ts";
import { CommandError, EXIT } from "./exit-code.ts";
import { formatTable, printData, say } from "./output.ts";
import { changeAsUser, withAdministration } from "./with-administration.ts";

interface ResourceOptions {
  readonly name?: string;
  readonly alg?: SigningAlgorithm;
  readonly lifetime?: number;
  readonly scope?: string;
  readonly json?: boolean;
}

export function addResourceCommands(program: Command): void {
  const resources = program.command("resources").description("the APIs that tokens are for");
  addOptions(
    resources
      .command("create")
      .argument("<AUDIENCE>", "the absolute URI that tokens name in aud")
      .description("register an API"),
  ).action((audience: string, options: ResourceOptions) => runSave("create", audience, options));
  addOptions(
    resources
      .command("update")
      .argument("<AUDIENCE>")
      .description("change an API's name, algorithm or lifetime, or add scopes"),
  ).action((audience: string, options: ResourceOptions) => runSave("update", audience, options));
  resources
    .command("list")
    .description("the APIs, with their scopes")
    .option("--json", "print JSON")
    .action(({ json }: { readonly json?: boolean }) => runList(json === true));
}

function addOptions(command: Command): Command {
  return command
    .option("--name <NAME>", "what people call it")
    .addOption(new Option("--alg <ALGORITHM>", "how its tokens are signed; default: ES256").choices(SIGNING_ALGORITHMS))
    .option(
      "--lifetime <SECONDS>",
      "how long its tokens live; default: CELITECH_AUTH_TOKEN_LIFETIME_SECONDS",
      parseSeconds,
    )
    .option("--scope <SCOPES>", "space-delimited scopes to define")
    .option("--json", "print JSON");
}

function parseSeconds(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new CommandError("--lifetime: must be a whole number of seconds", EXIT.usage);
}

async function runSave(
  verb: "create" | "update",
  audience: string,
  { name, alg, lifetime, scope, json }: ResourceOptions,
): Promise<void> {
  const request = { audience, name, signingAlgorithm: alg, tokenLifetimeSeconds: lifetime, scope };
  const save = verb === "create" ? createResource : updateResource;
  const { resource } = await withAdministration((administration) =>
    changeAsUser(administration, (change) => save(change, request)),
  );
  if (json === true) printData(resourceJson(resource), "", true);
  else say(`${verb}: done`);
}

async function runList(isJson: boolean): Promise<void> {
  await withAdministration(async ({ catalog }) => {
    await catalog.reload();
    const resources = [...catalog.resources];
    const rows = resources.map((resource) => ({
      AUDIENCE: resource.audience,
      NAME: resource.name,
      ALGORITHM: resource.signingAlgorithm,
      LIFETIME: resource.tokenLifetimeSeconds === undefined ? "default" : `${resource.tokenLifetimeSeconds} s`,
      SCOPES: resource.scopes.map((scope) => scope.name).join(" "),
    }));
    printData({ resources: resources.map(resourceJson) }, formatTable(rows), isJson);
  });
}

function resourceJson(resource: Resource) {
  return {
    resource_id: resource.id,
    audience: resource.audience,
    name: resource.name,
    signing_algorithm: resource.signingAlgorithm,
    token_lifetime_seconds: resource.tokenLifetimeSeconds ?? null,
    scopes: resource.scopes.map(({ name, description }) => ({ name, description })),
  };
}
