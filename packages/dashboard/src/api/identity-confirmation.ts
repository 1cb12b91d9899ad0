type Ask = () => Promise<boolean>;

let ask: Ask = () => Promise.resolve(false);
let pending: Promise<boolean> | undefined;

/** Says who shows the dialog; returns what takes it back. */
export function setIdentityDialog(dialog: Ask): () => void {
  ask = dialog;
  return () => {
    if (ask === dialog) ask = () => Promise.resolve(false);
  };
}

/** Asks for the passkey or password; calls that need it at the same time share one dialog. False: it was closed. */
export function confirmIdentity(): Promise<boolean> {
  pending ??= ask().finally(() => {
    pending = undefined;
  });
  return pending;
}
