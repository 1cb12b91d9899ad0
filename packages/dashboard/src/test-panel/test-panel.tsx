import type { Client } from "@celitech-auth/contract";
import { Alert, Button, Group, MultiSelect, NativeSelect, PasswordInput, Stack, Text } from "@mantine/core";
import { IconInfoCircle, IconPlayerPlay } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { CodeBlock } from "../elements/code-block.tsx";
import { useSession } from "../session/session.tsx";
import { curlCommand } from "../snippets/curl-snippet.ts";
import { useSnippetValues } from "../snippets/snippets.tsx";
import { explainRefusal } from "./explain-refusal.ts";
import { requestToken, type TokenOutcome } from "./request-token.ts";
import { TokenView } from "./token-view.tsx";

interface Properties {
  readonly client: Client;
  /** From the dialog that is still open; else it is pasted. */
  readonly secret?: string;
}

interface Choice {
  readonly resource: string | undefined;
  readonly scopes: readonly string[];
}

/** Gets a real token through the real endpoint and shows what is in it. Secret and token live in this page's memory and are gone with it. */
export function TestPanel({ client, secret }: Properties) {
  const { token_url: tokenUrl, default_audience: defaultAudience } = useSession().service;
  const values = useSnippetValues(client);
  const [pasted, setPasted] = useState("");
  const [choice, setChoice] = useState<Choice>({ resource: undefined, scopes: [] });
  const [outcome, setOutcome] = useState<TokenOutcome>();
  const [isBusy, setBusy] = useState(false);
  const scope = choice.scopes.length === 0 ? undefined : choice.scopes.join(" ");
  const audience =
    choice.resource ??
    client.grants.find((grant) => grant.is_default)?.audience ??
    client.grants[0]?.audience ??
    defaultAudience;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const { clientId, usesBasic } = values;
    const clientSecret = secret ?? pasted.trim();
    setOutcome(await requestToken({ tokenUrl, clientId, clientSecret, usesBasic, scope, resource: choice.resource }));
    setBusy(false);
  };
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        This page asks the token endpoint as your application would. Nothing is kept. Applications must not do this in a
        browser: there, anyone could read the secret.
      </Text>
      <form onSubmit={submit} autoComplete="off">
        <Stack gap="sm">
          {secret === undefined && (
            <PasswordInput
              label="Client secret"
              description="Stays in this page's memory; sent to the token endpoint alone."
              placeholder="Paste a live secret of this client"
              autoComplete="off"
              data-1p-ignore
              data-lpignore="true"
              value={pasted}
              onChange={(event) => setPasted(event.currentTarget.value)}
              required
            />
          )}
          <TokenChoice client={client} choice={choice} onChange={setChoice} />
          <Group>
            <Button type="submit" loading={isBusy} leftSection={<IconPlayerPlay size={15} aria-hidden />}>
              Get a token
            </Button>
          </Group>
        </Stack>
      </form>
      <div aria-live="polite">
        {outcome !== undefined && outcome.kind !== "token" && (
          <Alert
            color="red"
            icon={<IconInfoCircle size={18} aria-hidden />}
            title={outcome.kind === "refused" && outcome.error !== "" ? outcome.error : "No token"}
          >
            {explainRefusal(outcome)}
          </Alert>
        )}
        {outcome?.kind === "token" && <TokenView token={outcome} audience={audience} />}
      </div>
      <Stack gap={6}>
        <Text size="sm" fw={550}>
          The same on the command line
        </Text>
        <CodeBlock
          code={curlCommand(values, {
            ...(scope !== undefined && { scope }),
            ...(choice.resource !== undefined && { resource: choice.resource }),
          })}
          what="curl command"
        />
      </Stack>
    </Stack>
  );
}

interface ChoiceProperties {
  readonly client: Client;
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
}

/** Which API and scopes; only where there is something to choose. */
function TokenChoice({ client, choice, onChange }: ChoiceProperties) {
  const grant =
    client.grants.find((one) => one.audience === choice.resource) ??
    client.grants.find((one) => one.is_default) ??
    client.grants[0];
  const scopes = grant?.scopes ?? [];
  return (
    <>
      {client.grants.length > 1 && (
        <NativeSelect
          label="API"
          value={grant?.audience ?? ""}
          onChange={(event) => onChange({ resource: event.currentTarget.value, scopes: [] })}
          data={client.grants.map((one) => ({ value: one.audience, label: one.resource_name }))}
        />
      )}
      {scopes.length > 0 && (
        <MultiSelect
          label="Scopes"
          description="None: what the client gets when it asks for none."
          data={[...scopes]}
          value={[...choice.scopes]}
          onChange={(chosen) => onChange({ ...choice, scopes: chosen })}
          clearable
        />
      )}
    </>
  );
}
