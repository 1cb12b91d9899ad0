import type { TokenOutcome } from "./request-token.ts";

type Refusal = Exclude<TokenOutcome, { readonly kind: "token" }>;

/** What a refusal of the token endpoint means, and what to do. The service itself says little: it must not help whoever guesses. */
export function explainRefusal(refusal: Refusal): string {
  if (refusal.kind === "unreachable")
    return "The token endpoint did not answer. Check your connection, and whether the service runs.";
  if (refusal.status === 429) {
    const when = refusal.retryAfterSeconds === undefined ? "in a moment" : `in ${refusal.retryAfterSeconds} seconds`;
    return `There were too many failed attempts from this address. Try again ${when}.`;
  }
  switch (refusal.error) {
    case "invalid_client":
      return (
        "The client was not accepted: the secret is wrong, expired or revoked, or the client is disabled. The service answers the same " +
        "for all of these. Compare the last four characters with the hints of the live secrets."
      );
    case "invalid_scope":
      return "The client may not ask for one of these scopes. See which ones it has under “APIs & scopes”.";
    case "invalid_target":
      return "The client may not ask for tokens for this API. Give it access under “APIs & scopes”.";
    case "unauthorized_client":
      return "This client may not ask for tokens by itself: it was made for an API that checks tokens.";
    case "temporarily_unavailable":
    case "server_error":
      return "The service cannot issue tokens right now. Try again in a moment.";
    default:
      return refusal.description ?? `The token endpoint answered with status ${refusal.status}.`;
  }
}
