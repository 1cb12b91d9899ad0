import type { Client } from "@celitech-auth/contract";
import { clientSnippet } from "./client-snippet.ts";
import { curlSnippet } from "./curl-snippet.ts";
import { goSnippet, phpSnippet, pythonSnippet, rubySnippet } from "./http-snippets.ts";
import { csharpSnippet, javaSnippet } from "./jvm-and-net-snippets.ts";
import { sdkSnippets } from "./sdk-snippets.ts";
import type { Snippet } from "./snippet.ts";

/** Every snippet that the dashboard shows; a test runs those whose language is on the machine. */
export const SNIPPETS: readonly Snippet[] = [
  curlSnippet,
  clientSnippet,
  pythonSnippet,
  goSnippet,
  phpSnippet,
  javaSnippet,
  csharpSnippet,
  rubySnippet,
  ...sdkSnippets,
];

/** Those that work for this client: one that may use the header alone is no use to what sends its secret in the body. */
export function snippetsFor({
  authentication_method: method,
}: Pick<Client, "authentication_method">): readonly Snippet[] {
  return method === "client_secret_basic" ? SNIPPETS.filter((snippet) => snippet.isBodyOnly !== true) : SNIPPETS;
}
