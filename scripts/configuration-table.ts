import { VARIABLE_PREFIX, VARIABLES } from "../packages/server/src/config-variables.ts";

/** Every variable of the server as a table in Markdown: name, default, what it does. */
export function configurationTable(): string {
  const rows = Object.entries(VARIABLES).map(([name, { defaultText, description }]) => {
    const standard = defaultText === undefined ? "" : `\`${defaultText}\``;
    return `| \`${VARIABLE_PREFIX}${name}\` | ${standard} | ${description.replaceAll("|", "\\|")} |`;
  });
  return ["| variable | default | what it does |", "| --- | --- | --- |", ...rows].join("\n");
}
