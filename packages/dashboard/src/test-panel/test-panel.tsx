import type { Client, Grant } from "@celitech-auth/contract";
import { Alert, Button, Group, MultiSelect, NativeSelect, PasswordInput, Stack, Text } from "@mantine/core";
import { IconInfoCircle, IconPlayerPlay } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { defaultGrant } from "../clients/default-grant.ts";
import { CodeBlock } from "../elements/code-block.tsx";
import { useSession } from "../session/session.tsx";
import { curlCommand, type TokenParameters } from "../snippets/curl-snippet.ts";
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
  readonly grant: Grant | undefined;
  readonly scopes: readonly string[];
}

/** What came of a question, and which API it was asked for: another may have been chosen since. */
interface Answer {
  readonly outcome: TokenOutcome;
  readonly audience: string;
}

/** Gets a real token through the real endpoint and shows what is in it. Secret and token live in this page's memory and are gone with it. */
export function TestPanel({ client, secret }: Properties) {
  const { token_url: tokenUrl, default_audience: defaultAudience } = useSession().service;
  const values = useSnippetValues(client);
  const [pasted, setPasted] = useState("");
  const [choice, setChoice] = useState<Choice>({ grant: defaultGrant(client), scopes: [] });
  const [answer, setAnswer] = useState<Answer>();
  const [isBusy, setBusy] = useState(false);
  const parameters = parametersOf(choice);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const { clientId, usesBasic } = values;
    const clientSecret = secret ?? pasted.trim();
    const outcome = await requestToken({ tokenUrl, clientId, clientSecret, usesBasic, ...parameters });
    setAnswer({ outcome, audience: choice.grant?.audience ?? defaultAudience });
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
      <div aria-live="polite">{answer !== undefined && <AnswerView client={client} answer={answer} />}</div>
      <Stack gap={6}>
        <Text size="sm" fw={550}>
          The same on the command line
        </Text>
        <CodeBlock code={curlCommand(values, parameters)} what="curl command" />
      </Stack>
    </Stack>
  );
}

/** What goes into the request beside the credentials; an API that is not the default one has to be named. */
function parametersOf({ grant, scopes }: Choice): TokenParameters {
  return {
    ...(scopes.length > 0 && { scope: scopes.join(" ") }),
    ...(grant !== undefined && !grant.is_default && { resource: grant.audience }),
  };
}

function AnswerView({ client, answer: { outcome, audience } }: { readonly client: Client; readonly answer: Answer }) {
  if (outcome.kind === "token") {
    const apiName = client.grants.find((grant) => grant.audience === audience)?.resource_name;
    return <TokenView token={outcome} audience={audience} apiName={apiName ?? "the default API"} />;
  }
  return (
    <Alert
      color="red"
      icon={<IconInfoCircle size={18} aria-hidden />}
      title={outcome.kind === "refused" && outcome.error !== "" ? outcome.error : "No token"}
    >
      {explainRefusal(outcome)}
    </Alert>
  );
}

interface ChoiceProperties {
  readonly client: Client;
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
}

/** Which API and scopes; only where there is something to choose. */
function TokenChoice({ client: { grants }, choice, onChange }: ChoiceProperties) {
  const scopes = choice.grant?.scopes ?? [];
  const chooseApi = (audience: string) =>
    onChange({ grant: grants.find((grant) => grant.audience === audience), scopes: [] });
  return (
    <>
      {grants.length > 1 && (
        <NativeSelect
          label="API"
          value={choice.grant?.audience ?? ""}
          onChange={(event) => chooseApi(event.currentTarget.value)}
          data={grants.map((grant) => ({ value: grant.audience, label: grant.resource_name }))}
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
