import { type Denial, isDenial } from "../oauth/denial.ts";
import type { FormRequest } from "../oauth/form-request.ts";
import { recordDenial } from "../oauth/record-denial.ts";
import { type IssuedToken, issueToken, type TokenResponse } from "../oauth/token-endpoint.ts";
import { denialAnswer, startingAnswer } from "./denial-answer.ts";
import { type Answer, JSON_TYPE, NO_STORE, SECURITY_HEADERS } from "./error-response.ts";
import type { HttpParts } from "./http-parts.ts";

export interface TokenAnswer extends Answer {
  /** For the access log; undefined while the service is starting. */
  readonly outcome: IssuedToken | Denial | undefined;
}

const TOKEN_HEADERS = { ...SECURITY_HEADERS, "content-type": JSON_TYPE, ...NO_STORE };

/** What the token endpoint answers, as HTTP. */
export async function answerTokenRequest(
  request: FormRequest,
  requestId: string,
  parts: HttpParts,
): Promise<TokenAnswer> {
  const { service, supportUrl } = parts;
  if (service.current === undefined) return { ...startingAnswer(requestId, supportUrl), outcome: undefined };
  const { tokenEndpoint } = service.current;
  const outcome = await issueToken(request, tokenEndpoint);
  if (!isDenial(outcome))
    return { status: 200, headers: TOKEN_HEADERS, body: formatResponse(outcome.response), outcome };
  recordDenial(outcome, request, tokenEndpoint);
  return { ...denialAnswer(outcome, requestId, supportUrl), outcome };
}

// By hand: JSON.stringify would look for what to escape in the token, which is base64url, with every one.
function formatResponse({ access_token, expires_in, token_type, scope }: TokenResponse): string {
  const scopeMember = scope === undefined ? "" : `,"scope":${JSON.stringify(scope)}`;
  return `{"access_token":"${access_token}","expires_in":${expires_in},"token_type":"${token_type}"${scopeMember}}`;
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
