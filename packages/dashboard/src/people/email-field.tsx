import { EMAIL_CHARACTERS_MAX } from "@celitech-auth/contract/limits";
import { TextInput } from "@mantine/core";
import type { BoundField } from "../elements/use-fields.ts";

/** Whom an invitation is for, where one wants to say it. */
export function EmailField(field: BoundField<string>) {
  return (
    <TextInput
      label="E-mail address (optional)"
      description="So that you know whom the link was for. Nothing is sent to it."
      type="email"
      maxLength={EMAIL_CHARACTERS_MAX}
      autoComplete="off"
      data-autofocus
      {...field}
    />
  );
}

/** What the API takes for what was typed: null is nobody in particular. */
export function emailOrNull(typed: string): string | null {
  return typed.trim() === "" ? null : typed.trim();
}
