import { useEffect } from "react";
import { holdPage } from "../api/sign-in-redirect.ts";

/** While true, nothing takes the person away without asking: what the page shows could not be shown again. */
export function useHeldPage(isHeld: boolean): void {
  useEffect(() => {
    if (!isHeld) return;
    const release = holdPage();
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => {
      release();
      removeEventListener("beforeunload", ask);
    };
  }, [isHeld]);
}
