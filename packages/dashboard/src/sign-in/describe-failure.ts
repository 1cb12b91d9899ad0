import { ApiProblem, describeError } from "../api/api-problem.ts";

/** What went wrong and what to do, for people: of the API, of the browser's dialog for passkeys, or of the page. */
export function describeFailure(error: unknown): string {
  if (error instanceof ApiProblem) return withRequestId(error);
  const name = error instanceof Error ? error.name : "";
  switch (name) {
    case "NotAllowedError":
    case "AbortError":
      return "No passkey was used: the browser's dialog was closed, or it took too long. Try again, or choose another way.";
    case "InvalidStateError":
      return "This device has a passkey for this account already. Sign in with it, or use another device.";
    case "NotSupportedError":
      return "This device cannot keep a passkey that this service accepts. Use another device, or a password.";
    case "SecurityError":
      return "The browser refuses passkeys at this address. Open the dashboard at the address that its operator gave you.";
    default:
      return describeError(error);
  }
}

// Only where the service failed is the id of use to anybody.
function withRequestId({ message, status, requestId }: ApiProblem): string {
  return status >= 500 && requestId !== undefined ? `${message} (${requestId})` : message;
}
