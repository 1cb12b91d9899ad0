import type { Client } from "@celitech-auth/contract";
import { NativeSelect, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { defaultApiUrl } from "../clients/credential-file.ts";
import { CodeBlock } from "../elements/code-block.tsx";
import { useSession } from "../session/session.tsx";
import type { SnippetValues } from "./snippet.ts";
import { SNIPPETS, snippetsFor } from "./snippet-table.ts";

interface Properties {
  readonly client: Client;
  /** The id of the snippet that is shown; by default the choice is kept here. */
  readonly language?: string | undefined;
  readonly onLanguage?: (id: string) => void;
}

/** Code for this client in the reader's language. */
export function Snippets({ client, language, onLanguage }: Properties) {
  const [chosen, setChosen] = useState<string>();
  const values = useSnippetValues(client);
  const id = language ?? chosen;
  const snippets = snippetsFor(client);
  const snippet = snippets.find((one) => one.id === id) ?? snippets[0];
  if (snippet === undefined) return null;
  const groups = ["Plain HTTP", "Libraries"] as const;
  return (
    <Stack gap="sm">
      <NativeSelect
        label="Language"
        maw={320}
        value={snippet.id}
        onChange={(event) => (onLanguage ?? setChosen)(event.currentTarget.value)}
        data={groups.map((group) => ({
          group,
          items: snippets.filter((one) => one.group === group).map((one) => ({ value: one.id, label: one.label })),
        }))}
      />
      {snippets.length < SNIPPETS.length && (
        <Text size="xs" c="dimmed">
          CELITECH's SDKs are not among them: they send the secret in the body, and this client may use the header
          alone. Its settings say so.
        </Text>
      )}
      {snippet.install !== undefined && <CodeBlock code={snippet.install} what={`${snippet.label}: installation`} />}
      <CodeBlock code={snippet.write(values)} what={`${snippet.label}: code`} maxHeight={440} />
      <Text size="xs" c="dimmed">
        The code reads the secret from <code>CELITECH_CLIENT_SECRET</code> in its environment, so that it stays out of
        your repository. Run it on a server; in a browser or an app anyone could read the secret.
      </Text>
    </Stack>
  );
}

/** What snippets and commands are written with for this client. */
export function useSnippetValues(client: Client): SnippetValues {
  const { token_url: tokenUrl } = useSession().service;
  return {
    clientId: client.id,
    tokenUrl,
    apiUrl: defaultApiUrl(client),
    usesBasic: client.authentication_method !== "client_secret_post",
  };
}
