import { useState } from "react";

export interface Fields<Values extends Readonly<Record<string, unknown>>> {
  readonly values: Values;
  readonly errors: Readonly<Record<string, string>>;
  readonly set: (changed: Partial<Values>) => void;
  readonly setErrors: (errors: Readonly<Record<string, string>>) => void;
  /** The names of the fields. */
  readonly names: readonly string[];
}

/** What is typed in a form, and what the API said of each field; a message goes when its field is changed. */
export function useFields<Values extends Readonly<Record<string, unknown>>>(initial: Values): Fields<Values> {
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  return {
    values,
    errors,
    set: (changed) => {
      setValues((before) => ({ ...before, ...changed }));
      setErrors((before) => Object.fromEntries(Object.entries(before).filter(([name]) => !(name in changed))));
    },
    setErrors,
    names: Object.keys(initial),
  };
}
