import { Stack, TextInput } from "@mantine/core";
import { fieldErrors } from "../../api/api-problem.ts";
import { ExpiryInput } from "../../elements/expiry-input.tsx";

/** What people may say about a secret. */
export interface SecretDetails {
  readonly label: string;
  /** RFC 3339; null: never. */
  readonly expiresAt: string | null;
}
export const NO_DETAILS: SecretDetails = { label: "", expiresAt: null };

interface Properties {
  readonly details: SecretDetails;
  readonly onChange: (details: SecretDetails) => void;
  /** Of the call that these fields belong to. */
  readonly error: unknown;
}

/** Label and end of a secret; neither is asked for. */
export function SecretDetailsFields({ details, onChange, error }: Properties) {
  const errors = fieldErrors(error);
  return (
    <Stack gap="md">
      <TextInput
        label="Label"
        description="Optional: where it is used, such as “Kubernetes, Frankfurt”."
        maxLength={200}
        autoComplete="off"
        value={details.label}
        onChange={(event) => onChange({ ...details, label: event.currentTarget.value })}
        error={errors["label"]}
      />
      <ExpiryInput
        label="It expires"
        description="Optional. You are warned from 14 days before."
        value={details.expiresAt}
        onChange={(expiresAt) => onChange({ ...details, expiresAt })}
        error={errors["expires_at"]}
      />
    </Stack>
  );
}
