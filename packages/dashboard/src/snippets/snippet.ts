/** What a snippet is written for. The secret is never among it: programs read it from their environment. */
export interface SnippetValues {
  readonly clientId: string;
  readonly tokenUrl: string;
  /** Where the API lies, which official SDKs and our client want to know; undefined: it is no web address. */
  readonly apiUrl: string | undefined;
  /** False for a client that may authenticate in the body alone. */
  readonly usesBasic: boolean;
}

export interface Snippet {
  /** In the URL. */
  readonly id: string;
  readonly label: string;
  readonly group: "Plain HTTP" | "Libraries";
  /** It sends the secret in the body, whatever the client is told. */
  readonly isBodyOnly?: boolean;
  /** How to get what it needs, and what it says beside the code; undefined: nothing to install. */
  readonly install: string | undefined;
  /** The name under which the code can be saved and run. */
  readonly fileName: string;
  readonly write: (values: SnippetValues) => string;
}
