import { type ChangeEvent, useState } from "react";

type Typed = HTMLInputElement | HTMLTextAreaElement;

/** What a field takes to show a value, and to say what becomes of it: an event where one types, else the value itself. */
export interface BoundField<Value> {
  readonly value: Value;
  readonly error: string | undefined;
  readonly onChange: (given: Value | ChangeEvent<Typed>) => void;
}

export interface Fields<Values extends Readonly<Record<string, unknown>>> {
  readonly values: Values;
  readonly errors: Readonly<Record<string, string>>;
  readonly set: (changed: Partial<Values>) => void;
  /** For a field's properties: `<TextInput {...bind("name")} />`, `<ExpiryInput {...bind("expires_at")} />`. */
  readonly bind: <Name extends keyof Values & string>(name: Name) => BoundField<Values[Name]>;
  readonly setErrors: (errors: Readonly<Record<string, string>>) => void;
  /** The names of the fields. */
  readonly names: readonly string[];
}

/** What is typed in a form, and what the API said of each field; a message goes when its field is changed. */
export function useFields<Values extends Readonly<Record<string, unknown>>>(initial: Values): Fields<Values> {
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const set = (changed: Partial<Values>) => {
    setValues((before) => ({ ...before, ...changed }));
    setErrors((before) => Object.fromEntries(Object.entries(before).filter(([name]) => !(name in changed))));
  };
  return {
    values,
    errors,
    set,
    bind: (name) => ({
      value: values[name],
      error: errors[name],
      onChange: (given) => set({ [name]: isEvent(given) ? given.currentTarget.value : given } as Partial<Values>),
    }),
    setErrors,
    names: Object.keys(initial),
  };
}

function isEvent(given: unknown): given is ChangeEvent<Typed> {
  return typeof given === "object" && given !== null && "currentTarget" in given;
}
