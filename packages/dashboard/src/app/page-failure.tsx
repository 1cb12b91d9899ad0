import type { ErrorComponentProps } from "@tanstack/react-router";
import { ErrorState } from "../elements/error-state.tsx";

/** In place of a page that failed; the navigation beside it goes on working. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  // After an update of the service the files of the page that is open are gone; a reload fetches the new ones.
  const isOutdated = /dynamically imported module|module script/i.test(String(error));
  return <ErrorState error={error} onRetry={isOutdated ? () => location.reload() : reset} isWholePage />;
}
