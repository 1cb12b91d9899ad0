import { EXPIRES_SOON_DAYS, NAME_CHARACTERS_MAX } from "@celitech-auth/contract/limits";
import { TextInput } from "@mantine/core";
import { ExpiryInput } from "../../elements/expiry-input.tsx";
import { type Fields, useFields } from "../../elements/use-fields.ts";

/** What people may say about a secret, named as the API names it. */
type SecretDetails = {
  readonly label: string;
  /** RFC 3339; null: never. */
  readonly expires_at: string | null;
};

/** Label and end of a secret as its form holds them; a new one has neither. */
export function useSecretDetails(initial: SecretDetails = { label: "", expires_at: null }): Fields<SecretDetails> {
  return useFields(initial);
}

/** Label and end of a secret; neither is asked for. */
export function SecretDetailsFields({ bind }: Pick<Fields<SecretDetails>, "bind">) {
  return (
    <>
      <TextInput
        label="Label"
        description="Optional: where it is used, such as “Kubernetes, Frankfurt”."
        maxLength={NAME_CHARACTERS_MAX}
        autoComplete="off"
        {...bind("label")}
      />
      <ExpiryInput
        label="It expires"
        description={`Optional. You are warned from ${EXPIRES_SOON_DAYS} days before.`}
        {...bind("expires_at")}
      />
    </>
  );
}
