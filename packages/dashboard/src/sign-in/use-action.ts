import { useCallback, useState } from "preact/hooks";

export interface Action {
  readonly isBusy: boolean;
  readonly error: unknown;
  /** Runs it unless it is running; what it throws becomes `error`. */
  readonly run: (act: () => Promise<void>) => void;
  readonly forgetError: () => void;
}

/** Something that a person starts and that can fail. It stays busy after a success: what follows is another page or view. */
export function useAction(): Action {
  const [state, setState] = useState<{ readonly isBusy: boolean; readonly error: unknown }>(IDLE);
  const run = useCallback((act: () => Promise<void>) => {
    setState({ isBusy: true, error: undefined });
    act().catch((error: unknown) => setState({ isBusy: false, error }));
  }, []);
  const forgetError = useCallback(() => setState(IDLE), []);
  return { ...state, run, forgetError };
}

const IDLE = { isBusy: false, error: undefined };
