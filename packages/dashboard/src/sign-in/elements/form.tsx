/** @jsxImportSource preact */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** What is wrong, by the name of the field. */
export type FieldErrors = Readonly<Record<string, string | undefined>>;

interface Properties {
  readonly errors: FieldErrors;
  readonly onSubmit: () => void;
  readonly children: ComponentChildren;
}

/** A form that says itself what is wrong with its fields: the first of them gets the focus. */
export function Form({ errors, onSubmit, children }: Properties) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (Object.keys(errors).length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors]);
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}
