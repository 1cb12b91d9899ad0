import { ApiProblem, describeError } from "../api/api-problem.ts";
import { describePasskeyFailure } from "../passkeys/describe-passkey-failure.ts";

/** What went wrong and what to do, for people: of the API, of the browser's dialog for passkeys, or of the page. */
export function describeFailure(error: unknown): string {
  if (error instanceof ApiProblem) return withRequestId(error);
  return describePasskeyFailure(error) ?? describeError(error);
}

// Only where the service failed is the id of use to anybody.
function withRequestId({ message, status, requestId }: ApiProblem): string {
  return status >= 500 && requestId !== undefined ? `${message} (${requestId})` : message;
}
