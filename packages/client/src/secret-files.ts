import { builtinModule } from "./runtime.ts";
import { TokenError } from "./token-error.ts";

/** A client id or secret is some hundred bytes; whatever is longer is another file. */
const fileBytesMax = 65_536;
/** Files that are being written are read again, so often and after so long. */
const readsMax = 5;
const pauseMs = 20;

/**
 * The contents of files that belong together, without their trailing newlines. Read until two readings in a row agree: so the
 * client id of one version never meets the secret of another while Kubernetes swaps the folder or somebody writes the file.
 * Throws a TokenError `credentials_unavailable` that names the file.
 */
export async function readSecretFiles(paths: readonly string[]): Promise<string[]> {
  let last = await readAll(paths);
  for (let reads = 2; reads <= readsMax; reads++) {
    const next = await readAll(paths);
    if (next.every((content, index) => content === last[index])) return next.map(withoutNewline);
    last = next;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  throw new TokenError("credentials_unavailable", `the files ${paths.join(", ")} keep changing`);
}

async function readAll(paths: readonly string[]): Promise<string[]> {
  return Promise.all(paths.map(readOne));
}

async function readOne(path: string): Promise<string> {
  const files = builtinModule("node:fs/promises");
  if (!files) throw new TokenError("credentials_unavailable", `this runtime cannot read the file ${path}`);
  const content = await files.readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new TokenError("credentials_unavailable", `the file ${path} cannot be read (${error.code})`);
  });
  if (content.trim() === "") throw new TokenError("credentials_unavailable", `the file ${path} is empty`);
  if (content.length > fileBytesMax) throw new TokenError("credentials_unavailable", `the file ${path} is too long`);
  return content;
}

function withoutNewline(content: string): string {
  return content.replace(/[\r\n]+$/, "");
}
