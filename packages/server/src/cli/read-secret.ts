import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { CommandError, EXIT } from "./exit-code.ts";
import { say } from "./output.ts";

/** A secret from a file or from standard input; never from an argument, which every user of the machine can list. */
export async function readSecret(file: string | undefined): Promise<string> {
  const secret = file === undefined ? await readStandardInput() : readFile(file);
  return secret.replace(/\r?\n$/, "");
}

function readFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new CommandError(`--secret-file: cannot read ${file} (${(error as NodeJS.ErrnoException).code})`, EXIT.usage);
  }
}

function readStandardInput(): Promise<string> {
  if (!process.stdin.isTTY) return text(process.stdin);
  say("Paste the secret and press Enter (it is not shown):");
  return readHidden();
}

function readHidden(): Promise<string> {
  const { stdin } = process;
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  return new Promise((resolve, reject) => {
    let typed = "";
    const finish = (end: () => void) => {
      stdin.setRawMode(false);
      stdin.pause();
      end();
    };
    stdin.on("data", (chunk: string) => {
      if (chunk.includes("\u0003"))
        return finish(() => reject(new CommandError("interrupted; nothing was changed", EXIT.failed)));
      typed += chunk;
      const end = typed.search(/[\r\n]/);
      if (end >= 0) finish(() => resolve(typed.slice(0, end)));
      return undefined;
    });
  });
}
