/** @jsxImportSource preact */
import type { ComponentChildren } from "preact";

interface Properties {
  readonly kind: "primary" | "secondary" | "quiet";
  /** Says what is being waited for; clicks do nothing meanwhile, and the focus stays. */
  readonly isBusy?: boolean;
  readonly isDisabled?: boolean;
  /** Undefined: it sends the form. */
  readonly onClick?: () => void;
  readonly children: ComponentChildren;
}

export function Button({ kind, isBusy = false, isDisabled = false, onClick, children }: Properties) {
  return (
    <button
      type={onClick === undefined ? "submit" : "button"}
      class={`button is-${kind}`}
      aria-disabled={isBusy}
      disabled={isDisabled}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onClick?.();
      }}
    >
      {isBusy && <span class="spinner" aria-hidden="true" />}
      {children}
    </button>
  );
}
