import { useState } from "react";

export interface DialogState<Target> {
  readonly isOpen: boolean;
  /** What the dialog is about. It stays while the dialog fades away, so that its words do not vanish first. */
  readonly target: Target | undefined;
  readonly open: (target: Target) => void;
  readonly close: () => void;
}

/** Whether a dialog is open, and what it is about. */
export function useDialog<Target = true>(): DialogState<Target> {
  const [state, setState] = useState<{ readonly isOpen: boolean; readonly target: Target | undefined }>({
    isOpen: false,
    target: undefined,
  });
  return {
    ...state,
    open: (target) => setState({ isOpen: true, target }),
    close: () => setState(({ target }) => ({ isOpen: false, target })),
  };
}
