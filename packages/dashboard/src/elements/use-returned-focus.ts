import { useEffect, useState } from "react";

/** For a dialog that is there only while it is open: gives the focus back to what had it before, or to the page where that is gone. */
export function useReturnedFocus(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // Once the dialog, which keeps the focus to itself, is gone.
      setTimeout(() => {
        const isThere = before instanceof HTMLElement && before.isConnected && before !== document.body;
        const target = isThere ? before : document.getElementById("main");
        target?.focus({ preventScroll: true });
      });
    },
    [before],
  );
}
