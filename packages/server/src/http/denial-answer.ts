import type { Denial } from "../oauth/denial.ts";
import { oauthError } from "../oauth/oauth-error.ts";
import { type Answer, errorAnswer } from "./error-response.ts";

const UNAVAILABLE = oauthError("store_unavailable");
const RETRY_AFTER_SECONDS = 5;

/** What a refusal of an endpoint for clients looks like. */
export function denialAnswer(denial: Denial, requestId: string, supportUrl: string | undefined): Answer {
  const error = oauthError(denial.reason);
  const { retryAfterSeconds } = denial;
  return errorAnswer(error, {
    supportUrl,
    retryAfterSeconds,
    requestId: error.status === 503 ? requestId : undefined,
  });
}

/** The service is not there yet. */
export function startingAnswer(requestId: string, supportUrl: string | undefined): Answer {
  return errorAnswer(UNAVAILABLE, { supportUrl, retryAfterSeconds: RETRY_AFTER_SECONDS, requestId });
}
