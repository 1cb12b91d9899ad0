import { quoteShell } from "./quote.ts";
import type { Snippet, SnippetValues } from "./snippet.ts";

export const curlSnippet: Snippet = {
  id: "curl",
  label: "curl",
  group: "Plain HTTP",
  install: undefined,
  fileName: "token.sh",
  write: (values) => curlCommand(values),
};

export interface TokenParameters {
  readonly scope?: string;
  /** The audience of an API other than the default one. */
  readonly resource?: string;
}

/** The command that asks for a token as the test panel does, its secret in $CELITECH_CLIENT_SECRET. */
export function curlCommand(
  { clientId, tokenUrl, usesBasic }: SnippetValues,
  { scope, resource }: TokenParameters = {},
): string {
  const credentials = usesBasic
    ? [`-u ${quoteShell(clientId)}:"$CELITECH_CLIENT_SECRET"`]
    : [
        `--data-urlencode ${quoteShell(`client_id=${clientId}`)}`,
        '--data-urlencode "client_secret=$CELITECH_CLIENT_SECRET"',
      ];
  const lines = [
    `curl -X POST ${quoteShell(tokenUrl)}`,
    ...credentials,
    "-d grant_type=client_credentials",
    ...(scope === undefined ? [] : [`--data-urlencode ${quoteShell(`scope=${scope}`)}`]),
    ...(resource === undefined ? [] : [`--data-urlencode ${quoteShell(`resource=${resource}`)}`]),
  ];
  return lines.join(" \\\n  ");
}
