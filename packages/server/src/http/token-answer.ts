import { type Denial, isDenial } from "../oauth/denial.ts";
import { oauthError } from "../oauth/oauth-error.ts";
import { type IssuedToken, issueToken } from "../oauth/token-endpoint.ts";
import type { FormRequest } from "../oauth/token-request.ts";
import { type Answer, errorAnswer, JSON_TYPE, NO_STORE, SECURITY_HEADERS } from "./error-response.ts";
import type { HttpParts } from "./http-parts.ts";

export interface TokenAnswer extends Answer {
  /** For the access log; undefined while the service is starting. */
  readonly outcome: IssuedToken | Denial | undefined;
}

const TOKEN_HEADERS = { ...SECURITY_HEADERS, "content-type": JSON_TYPE, ...NO_STORE };
const UNAVAILABLE = oauthError("store_unavailable");
const RETRY_AFTER_SECONDS = 5;

/** What the token endpoint answers, as HTTP. */
export async function answerTokenRequest(
  request: FormRequest,
  requestId: string,
  parts: HttpParts,
): Promise<TokenAnswer> {
  const { service, supportUrl } = parts;
  if (service.current === undefined) {
    const extras = { supportUrl, retryAfterSeconds: RETRY_AFTER_SECONDS, requestId };
    return { ...errorAnswer(UNAVAILABLE, extras), outcome: undefined };
  }
  const outcome = await issueToken(request, service.current.tokenEndpoint);
  if (!isDenial(outcome))
    return { status: 200, headers: TOKEN_HEADERS, body: JSON.stringify(outcome.response), outcome };
  const error = oauthError(outcome.reason);
  const { retryAfterSeconds } = outcome;
  const extras = { supportUrl, retryAfterSeconds, requestId: error.status === 503 ? requestId : undefined };
  return { ...errorAnswer(error, extras), outcome };
}

/** Every `Authorization` line of a request. `headers` has the first one only: Node drops the others without a word. */
export function authorizationLines(rawHeaders: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (name.length === 13 && name.toLowerCase() === "authorization") lines.push(rawHeaders[index + 1] ?? "");
  }
  return lines;
}
