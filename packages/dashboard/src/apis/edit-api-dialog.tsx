import type { Resource } from "@celitech-auth/contract";
import { NAME_CHARACTERS_MAX } from "@celitech-auth/contract/limits";
import { Text, TextInput } from "@mantine/core";
import { useChange } from "../api/api-query.ts";
import { ChangeForm, FormDialog } from "../elements/form-dialog.tsx";
import { useFields } from "../elements/use-fields.ts";
import { AlgorithmField } from "./algorithm-field.tsx";
import { LifetimeField } from "./lifetime-field.tsx";
import { lifetimeSeconds, typeLifetime } from "./token-lifetime.ts";

interface Properties {
  readonly resource: Resource;
  readonly entityTag: string | undefined;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Changes the name, the lifetime of tokens and how they are signed. */
export function EditApiDialog({ isOpen, onClose, ...rest }: Properties) {
  return (
    <FormDialog isOpen={isOpen} onClose={onClose} title="Edit the API">
      <EditApiForm onClose={onClose} {...rest} />
    </FormDialog>
  );
}

function EditApiForm({ resource, entityTag, onClose }: Omit<Properties, "isOpen">) {
  const edit = useChange("PATCH /resources/:resource_id", { refreshes: ["/resources"] });
  const { values, bind, setErrors, names } = useFields({
    name: resource.name,
    signing_algorithm: resource.signing_algorithm,
    token_lifetime_seconds: typeLifetime(resource.token_lifetime_seconds),
  });
  const submit = async () => {
    const { name, signing_algorithm, token_lifetime_seconds } = values;
    const body = { name, signing_algorithm, token_lifetime_seconds: lifetimeSeconds(token_lifetime_seconds) };
    await edit.mutateAsync({ params: { resource_id: resource.id }, body, ifMatch: entityTag });
    onClose();
  };
  return (
    <ChangeForm action="Save" onCancel={onClose} onSubmit={submit} fields={names} onFieldErrors={setErrors}>
      <TextInput label="Name" {...bind("name")} maxLength={NAME_CHARACTERS_MAX} required data-autofocus />
      <LifetimeField {...bind("token_lifetime_seconds")} />
      <AlgorithmField {...bind("signing_algorithm")} />
      <Text size="xs" c="dimmed">
        Both count for tokens that are issued from now on. Tokens that are out there stay as they are.
      </Text>
    </ChangeForm>
  );
}
