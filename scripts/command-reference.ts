import { createProgram } from "../packages/server/src/cli/program.ts";

type Command = ReturnType<typeof createProgram>;
type Option = Command["options"][number];

/** Every command with its arguments, options and examples, as Markdown. */
export function commandReference(): string {
  const program = createProgram();
  const commands = leaves(program);
  const index = commands.map(
    (command) => `| [\`${pathOf(command)}\`](#${anchorOf(command)}) | ${command.description()} |`,
  );
  return ["| command | what it does |", "| --- | --- |", ...index, ...commands.flatMap(section)].join("\n");
}

function leaves(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

function section(command: Command): readonly string[] {
  const usage = [pathOf(command), ...command.registeredArguments.map((argument) => argument.name())].join(" ");
  const rows = command.options.map((option) => `| \`${option.flags}\` | ${describeOption(option)} |`);
  const options = rows.length === 0 ? [] : ["", "| option | what it does |", "| --- | --- |", ...rows];
  const after = textAfterHelp(command);
  const notes = after === "" ? [] : ["", "```text", after, "```"];
  return [
    "",
    `## ${pathOf(command)}`,
    "",
    `\`celitech-auth ${usage}\`: ${command.description()}`,
    ...options,
    ...notes,
  ];
}

function describeOption({ description, argChoices, defaultValue, mandatory }: Option): string {
  const choices = argChoices === undefined ? [] : [`one of ${argChoices.map((choice) => `\`${choice}\``).join(", ")}`];
  const hasDefault = typeof defaultValue === "number" || (typeof defaultValue === "string" && defaultValue !== "");
  const standard = hasDefault ? [`default: \`${defaultValue}\``] : [];
  return [description, ...choices, ...standard, ...(mandatory ? ["required"] : [])].join("; ").replaceAll("|", "\\|");
}

// Commander keeps what `addHelpText` was given to itself: it is what help prints beyond `helpInformation`.
function textAfterHelp(command: Command): string {
  const parts: string[] = [];
  command.configureOutput({ writeOut: (part) => parts.push(part) }).outputHelp();
  return parts.join("").replace(command.helpInformation(), "").trim();
}

function pathOf(command: Command): string {
  const names: string[] = [];
  for (let at: Command | null = command; at?.parent; at = at.parent) names.unshift(at.name());
  return names.join(" ");
}

function anchorOf(command: Command): string {
  return pathOf(command).replaceAll(" ", "-");
}
