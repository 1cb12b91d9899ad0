import { NAME_CHARACTERS_MAX } from "@celitech-auth/contract/limits";
import { Alert, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { refresh } from "../api/api-query.ts";
import { callApi } from "../api/call-api.ts";
import { ChangeForm, FormDialog } from "../elements/form-dialog.tsx";
import { useFields } from "../elements/use-fields.ts";
import { describePasskeyFailure } from "../passkeys/describe-passkey-failure.ts";
import { createPasskey } from "../passkeys/passkey-ceremonies.ts";

interface Properties {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Adds a passkey of this device, or of one beside it. */
export function AddPasskeyDialog({ isOpen, onClose }: Properties) {
  return (
    <FormDialog isOpen={isOpen} onClose={onClose} title="Add a passkey">
      <AddPasskeyForm onClose={onClose} />
    </FormDialog>
  );
}

function AddPasskeyForm({ onClose }: Pick<Properties, "onClose">) {
  const queries = useQueryClient();
  const { values, bind, setErrors, names } = useFields({ name: "" });
  const [failure, setFailure] = useState<string>();
  const submit = async () => {
    setFailure(undefined);
    try {
      await addPasskey(values.name);
    } catch (error) {
      const described = describePasskeyFailure(error);
      if (described === undefined) throw error;
      setFailure(described);
      return;
    }
    await refresh(queries, "/account", "/session");
    onClose();
  };
  return (
    <ChangeForm action="Go on" onCancel={onClose} onSubmit={submit} fields={names} onFieldErrors={setErrors}>
      <Text size="sm">
        Your browser asks for your fingerprint, face, PIN or security key. A passkey cannot be guessed, and no false
        page can get it out of you.
      </Text>
      <TextInput
        label="Name (optional)"
        description="By which you know it again, such as the device."
        placeholder="MacBook Pro"
        {...bind("name")}
        maxLength={NAME_CHARACTERS_MAX}
        data-autofocus
      />
      {failure !== undefined && (
        <Alert color="red" role="alert" p="sm">
          {failure}
        </Alert>
      )}
    </ChangeForm>
  );
}

async function addPasskey(name: string): Promise<void> {
  const made = await createPasskey(await callApi("POST /account/passkeys/options"));
  await callApi("POST /account/passkeys", { body: { ...made, name: name.trim() === "" ? null : name.trim() } });
}
