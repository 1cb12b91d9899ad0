import { AUDIENCE_CHARACTERS_MAX, NAME_CHARACTERS_MAX } from "@celitech-auth/contract/limits";
import { TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useChange } from "../api/api-query.ts";
import { ChangeForm, FormDialog } from "../elements/form-dialog.tsx";
import { useFields } from "../elements/use-fields.ts";
import type { SigningAlgorithm } from "../signing-keys/key-timeline.ts";
import { AlgorithmField } from "./algorithm-field.tsx";
import { LifetimeField } from "./lifetime-field.tsx";
import { lifetimeSeconds, typeLifetime } from "./token-lifetime.ts";

interface Properties {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Adds an API that tokens can be for. */
export function AddApiDialog({ isOpen, onClose }: Properties) {
  return (
    <FormDialog isOpen={isOpen} onClose={onClose} title="Add an API">
      <AddApiForm onClose={onClose} />
    </FormDialog>
  );
}

function AddApiForm({ onClose }: Pick<Properties, "onClose">) {
  const navigate = useNavigate();
  const add = useChange("POST /resources", { refreshes: ["/resources"] });
  const { values, bind, setErrors, names } = useFields({
    audience: "",
    name: "",
    signing_algorithm: "ES256" as SigningAlgorithm,
    token_lifetime_seconds: typeLifetime(null),
  });
  const submit = async () => {
    const { audience, name, signing_algorithm, token_lifetime_seconds } = values;
    const { id } = await add.mutateAsync({
      body: {
        audience: audience.trim(),
        ...(name.trim() !== "" && { name }),
        signing_algorithm,
        token_lifetime_seconds: lifetimeSeconds(token_lifetime_seconds),
      },
    });
    onClose();
    await navigate({ to: "/apis/$resourceId", params: { resourceId: id } });
  };
  return (
    <ChangeForm action="Add" onCancel={onClose} onSubmit={submit} fields={names} onFieldErrors={setErrors}>
      <TextInput
        label="Audience"
        description="A URI such as https://api.example.com/v1. It stands in every token, the API checks it, and it never changes."
        placeholder="https://"
        {...bind("audience")}
        maxLength={AUDIENCE_CHARACTERS_MAX}
        spellCheck={false}
        required
        data-autofocus
      />
      <TextInput
        label="Name"
        description="For people. Empty: the audience."
        {...bind("name")}
        maxLength={NAME_CHARACTERS_MAX}
      />
      <LifetimeField {...bind("token_lifetime_seconds")} />
      <AlgorithmField {...bind("signing_algorithm")} />
    </ChangeForm>
  );
}
