import { useBlocker } from "@tanstack/react-router";
import { useEffect } from "react";
import { holdPage } from "../api/sign-in-redirect.ts";

/**
 * While true, nothing takes the person away: what the page shows could not be shown again. The back button and links do nothing, the browser asks
 * before it closes or reloads the page, and a session that has ended leads to no page for signing in.
 */
export function useHeldPage(isHeld: boolean): void {
  useBlocker({ shouldBlockFn: () => isHeld, enableBeforeUnload: isHeld, disabled: !isHeld });
  useEffect(() => (isHeld ? holdPage() : undefined), [isHeld]);
}
