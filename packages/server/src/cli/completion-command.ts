import { Argument, type Command } from "commander";

const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];

export function addCompletionCommand(program: Command): void {
  program
    .command("completion")
    .description("print a completion script for a shell")
    .addArgument(new Argument("<SHELL>").choices(SHELLS))
    .addHelpText(
      "after",
      `
Examples:
  source <(celitech-auth completion bash)
  source <(celitech-auth completion zsh)
  celitech-auth completion fish | source`,
    )
    .action((shell: Shell) => void process.stdout.write(completionScript(shell, listWords(program))));
}

/** The words that may follow: "" → the commands, "clients" → its commands, "clients create" → its options. */
type WordsByPath = ReadonlyMap<string, readonly string[]>;

function listWords(program: Command): WordsByPath {
  const words = new Map<string, readonly string[]>();
  const visit = (command: Command, path: readonly string[]) => {
    const commands = command.commands.map((child) => child.name());
    const options = command.options.flatMap((option) => option.long ?? []);
    words.set(path.join(" "), [...commands, ...options, "--help"]);
    for (const child of command.commands) visit(child, [...path, child.name()]);
  };
  visit(program, []);
  return words;
}

function completionScript(shell: Shell, words: WordsByPath): string {
  switch (shell) {
    case "bash":
      return bashScript(words);
    case "zsh":
      return `autoload -U +X bashcompinit && bashcompinit\n${bashScript(words)}`;
    case "fish":
      return fishScript(words);
  }
}

function bashScript(words: WordsByPath): string {
  const cases = [...words].map(([path, list]) => `    "${path}") words="${list.join(" ")}" ;;`);
  return `_celitech_auth() {
  local words path="" word index
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    case "$word" in -*) break ;; esac
    path="\${path:+$path }$word"
  done
  case "$path" in
${cases.join("\n")}
    *) words="--help" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _celitech_auth celitech-auth
`;
}

function fishScript(words: WordsByPath): string {
  const lines = [...words].flatMap(([path, list]) => {
    const condition =
      path === ""
        ? "__fish_use_subcommand"
        : path
            .split(" ")
            .map((word) => `__fish_seen_subcommand_from ${word}`)
            .join("; and ");
    return `complete -c celitech-auth -f -n '${condition}' -a '${list.join(" ")}'`;
  });
  return `${lines.join("\n")}\n`;
}
