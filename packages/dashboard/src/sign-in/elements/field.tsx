/** @jsxImportSource preact */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

interface Properties {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly autocomplete: string;
  readonly error: string | undefined;
  readonly hint?: string;
}

/** One line of text with its label, a hint, and what is wrong with it. */
export function Field({ type = "text", ...field }: Properties & { readonly type?: "text" | "email" }) {
  return (
    <LabelledField {...field}>
      <TextInput {...field} type={type} />
    </LabelledField>
  );
}

/** A password, which can be shown. */
export function PasswordField(field: Properties) {
  const [isShown, setShown] = useState(false);
  return (
    <LabelledField {...field}>
      <div class="with-toggle">
        <TextInput {...field} type={isShown ? "text" : "password"} />
        <button
          type="button"
          class="toggle"
          aria-label={`${isShown ? "Hide" : "Show"} ${field.label.toLowerCase()}`}
          onClick={() => setShown(!isShown)}
        >
          {isShown ? "Hide" : "Show"}
        </button>
      </div>
    </LabelledField>
  );
}

function LabelledField({ name, label, error, hint, children }: Properties & { readonly children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {children}
      {error !== undefined && (
        <p id={`${name}-error`} class="field-error">
          {error}
        </p>
      )}
      {hint !== undefined && error === undefined && (
        <p id={`${name}-hint`} class="field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}

type InputType = "text" | "email" | "password";

function TextInput({
  name,
  type,
  value,
  onChange,
  autocomplete,
  error,
  hint,
}: Properties & { readonly type: InputType }) {
  const note = error !== undefined ? `${name}-error` : hint !== undefined ? `${name}-hint` : undefined;
  return (
    <input
      {...typeAttribute(type)}
      id={name}
      name={name}
      value={value}
      autocomplete={autocomplete}
      autocapitalize="off"
      spellcheck={false}
      aria-invalid={error !== undefined}
      aria-describedby={note}
      onInput={(event) => onChange(event.currentTarget.value)}
    />
  );
}

// Preact's types tell apart what each type of input may have besides.
function typeAttribute(
  type: InputType,
): { readonly type: "text" } | { readonly type: "email" } | { readonly type: "password" } {
  switch (type) {
    case "text":
      return { type };
    case "email":
      return { type };
    case "password":
      return { type };
  }
}
