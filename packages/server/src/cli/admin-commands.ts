import type { Command } from "commander";
import type { Administration } from "../compose-administration.ts";
import { createOneTimeLink } from "../domain/administration/create-one-time-link.ts";
import { linkUrl } from "../domain/people/one-time-link.ts";
import type { User } from "../domain/people/user.ts";
import { makeSetupLink } from "../setup-link.ts";
import { addAdminTokenCommands } from "./admin-token-commands.ts";
import { CommandError, EXIT } from "./exit-code.ts";
import { formatTable, printData, say, toTime } from "./output.ts";
import { changeAsUser, commandLineActor, withAdministration } from "./with-administration.ts";

interface JsonOption {
  readonly json?: boolean;
}

const OPERATORS_SHOWN_MAX = 20;

/** Ways into the dashboard, for whoever has this machine. */
export function addAdminCommands(program: Command): void {
  const admin = program
    .command("admin")
    .description("the way into the dashboard, and tokens for the admin API")
    .addHelpText(
      "after",
      `
Examples:
  celitech-auth admin setup-link
  celitech-auth admin signin-link ada@example.com
  celitech-auth admin tokens create --name deploy --scope "clients:read clients:write" --expires 90d`,
    );
  admin
    .command("setup-link")
    .description("print a link that makes the first operator; it works once, for an hour, and ends those before it")
    .option("--json", "print JSON")
    .action(({ json }: JsonOption) => runSetupLink(json === true));
  admin
    .command("signin-link")
    .description("print a link that signs someone in, once, within 15 minutes: for who has lost their passkey")
    .argument("[EMAIL]", "whom; needed unless there is one operator alone")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
Examples:
  celitech-auth admin signin-link
  celitech-auth admin signin-link ada@example.com --json`,
    )
    .action((email: string | undefined, { json }: JsonOption) => runSignInLink(email, json === true));
  addAdminTokenCommands(admin);
}

async function runSetupLink(isJson: boolean): Promise<void> {
  await withAdministration(async (administration, config) => {
    const setup = await makeSetupLink(config, administration, commandLineActor());
    if (setup === undefined)
      throw new CommandError(
        "there is an operator already: celitech-auth admin signin-link lets one in again",
        EXIT.conflict,
      );
    printLink(setup.url.reveal(), setup.expiresAt, isJson);
  });
}

async function runSignInLink(email: string | undefined, isJson: boolean): Promise<void> {
  await withAdministration(async (administration, { publicUrl }) => {
    const user = email === undefined ? await findOnlyOperator(administration) : await findUser(administration, email);
    const purpose = { kind: "sign_in", userId: user.id } as const;
    const { link, token } = await changeAsUser(administration, (change) =>
      createOneTimeLink(change, { purpose, email: user.email }, administration.tokenHasher),
    );
    if (!isJson) say(`This link signs in ${user.name} <${user.email}>:`);
    printLink(linkUrl(publicUrl, "sign_in", token).reveal(), link.expiresAt, isJson);
  });
}

async function findUser({ people }: Administration, email: string): Promise<User> {
  const user = await people.users.findByEmail(email.toLowerCase());
  if (user === undefined) throw new CommandError(`there is no user with the e-mail address ${email}`, EXIT.notFound);
  return user;
}

async function findOnlyOperator({ people, reader }: Administration): Promise<User> {
  const { items: operators } = await reader.listOperators({ limit: OPERATORS_SHOWN_MAX });
  const [first, ...others] = operators;
  const user = first === undefined ? undefined : await people.users.find(first.userId);
  if (user === undefined)
    throw new CommandError(
      "there is no operator yet: celitech-auth admin setup-link makes the first one",
      EXIT.notFound,
    );
  if (others.length > 0)
    throw new CommandError(
      `there are several operators; name one of them:\n${formatTable(operators.map(({ email, name }) => ({ EMAIL: email, NAME: name })))}`,
      EXIT.usage,
    );
  return user;
}

function printLink(url: string, expiresAt: number, isJson: boolean): void {
  printData({ link: url, expires_at: toTime(expiresAt) }, url, isJson);
  if (!isJson) say(`It works once, until ${toTime(expiresAt)}. Whoever opens it is let in: show it to nobody else.`);
}
