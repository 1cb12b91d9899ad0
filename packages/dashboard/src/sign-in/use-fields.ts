import { PASSWORD_CHARACTERS_MIN } from "@celitech-auth/contract/limits";
import { useMemo, useState } from "preact/hooks";
import { fieldErrors } from "../api/api-problem.ts";
import type { FieldErrors } from "./elements/form.tsx";

type Check = (value: string) => string | undefined;

export interface Fields<Name extends string> {
  readonly values: Readonly<Record<Name, string>>;
  readonly errors: FieldErrors;
  /** For a field's properties. */
  bind(name: Name): { name: Name; value: string; error: string | undefined; onChange: (value: string) => void };
  /** Looks at these fields; false: something is wrong, and `errors` says what. */
  check(names: readonly Name[]): boolean;
}

/** The fields of a form: what was typed, what is wrong with it here, and what the API said of it. */
export function useFields<Name extends string>(
  initial: Readonly<Record<Name, string>>,
  checks: Readonly<Partial<Record<Name, Check>>>,
  apiError: unknown,
): Fields<Name> {
  const [values, setValues] = useState(initial);
  const [ownErrors, setOwnErrors] = useState<FieldErrors>({});
  const errors = useMemo(() => ({ ...fieldErrors(apiError), ...ownErrors }), [apiError, ownErrors]);
  return {
    values,
    errors,
    bind: (name) => ({
      name,
      value: values[name],
      error: errors[name],
      onChange: (value) => setValues((before) => ({ ...before, [name]: value })),
    }),
    check(names) {
      const found = names.flatMap((name) => {
        const error = checks[name]?.(values[name]);
        return error === undefined ? [] : [[name, error] as const];
      });
      setOwnErrors(Object.fromEntries(found));
      return found.length === 0;
    },
  };
}

export const checkName: Check = (value) => (value.trim() === "" ? "Type your name." : undefined);
export const checkEmail: Check = (value) =>
  /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim()) ? undefined : "Type an e-mail address, such as ada@example.com.";
export const checkTypedPassword: Check = (value) => (value === "" ? "Type your password." : undefined);
export const checkRecoveryCode: Check = (value) =>
  value.trim() === "" ? "Type one of your recovery codes." : undefined;
export const checkNewPassword: Check = (value) => {
  if (value.length >= PASSWORD_CHARACTERS_MIN) return undefined;
  return `Choose one of at least ${PASSWORD_CHARACTERS_MIN} characters${value === "" ? "" : `; this has ${value.length}`}.`;
};
