import type { Client } from "@celitech-auth/contract";
import { NAME_CHARACTERS_MAX } from "@celitech-auth/contract/limits";
import { Button, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { fieldErrors } from "../../api/api-problem.ts";
import { useChange } from "../../api/api-query.ts";
import { CLIENT_REFRESHES } from "../../clients/client-query.ts";
import { notify } from "../../elements/notify.ts";
import { ProblemAlert } from "../../elements/problem-alert.tsx";

const METHODS = [
  { value: "client_secret", label: "In the header or in the body" },
  { value: "client_secret_basic", label: "In the header alone (HTTP Basic)" },
  { value: "client_secret_post", label: "In the body alone" },
] as const;
type Method = (typeof METHODS)[number]["value"];

type Editable = Pick<Client, "name" | "authentication_method">;

interface Properties {
  readonly client: Client;
  readonly entityTag: string | undefined;
}

/** Renames a client, and restricts how it may authenticate. */
export function GeneralForm({ client, entityTag }: Properties) {
  // What is not edited follows the client, also when somebody else changes it.
  const [edited, setEdited] = useState<Partial<Editable>>({});
  const { name, authentication_method: method } = { ...client, ...edited };
  const change = useChange("PATCH /clients/:client_id", { refreshes: CLIENT_REFRESHES });
  const errors = fieldErrors(change.error);
  const isChanged = name !== client.name || method !== client.authentication_method;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const body = { name, ...(method !== "private_key_jwt" && { authentication_method: method }) };
    const request = { params: { client_id: client.id }, body, ifMatch: entityTag };
    const changed = await change.mutateAsync(request).catch(() => undefined);
    if (changed === undefined) return;
    setEdited({});
    await notify("The client was saved");
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label="Name"
          required
          maxLength={NAME_CHARACTERS_MAX}
          autoComplete="off"
          value={name}
          onChange={(event) => setEdited({ ...edited, name: event.currentTarget.value })}
          error={errors["name"]}
        />
        {method === "private_key_jwt" ? null : (
          <NativeSelect
            label="How it sends its credentials"
            description="CELITECH's document says the header; the official SDKs use the body."
            data={[...METHODS]}
            value={method}
            onChange={(event) => setEdited({ ...edited, authentication_method: event.currentTarget.value as Method })}
            error={errors["authentication_method"]}
          />
        )}
        <ProblemAlert error={change.error} fields={["name", "authentication_method"]} />
        <Group justify="flex-end">
          <Button type="submit" disabled={!isChanged} loading={change.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
