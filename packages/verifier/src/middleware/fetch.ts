import type { ErrorAnswer } from "../error-answer.ts";
import type { VerifiedAccessToken } from "../verified-access-token.ts";
import type { Guard } from "./guard.ts";
import { setAccessToken } from "./request-token.ts";

/** A handler that runs only for requests with a good token. Further arguments of the platform are handed on. */
export type GuardedFetchHandler<Rest extends readonly unknown[]> = (
  request: Request,
  token: VerifiedAccessToken,
  ...rest: Rest
) => Response | Promise<Response>;

export type FetchHandler<Rest extends readonly unknown[]> = (request: Request, ...rest: Rest) => Promise<Response>;

export function fetchGuard<Rest extends readonly unknown[]>(
  handler: GuardedFetchHandler<Rest>,
  guard: Guard,
): FetchHandler<Rest> {
  return async (request, ...rest) => {
    const outcome = await guard(authorizationOf(request), request.url);
    if ("answer" in outcome) return responseOf(outcome.answer);
    setAccessToken(request, outcome.token);
    return handler(request, outcome.token, ...rest);
  };
}

/** `Headers` joins several lines with a comma and a space, which no bearer token has: together they are refused as malformed. */
export function authorizationOf(request: Request): readonly string[] {
  const authorization = request.headers.get("authorization");
  return authorization === null ? [] : [authorization];
}

export function responseOf(answer: ErrorAnswer): Response {
  return new Response(answer.body === "" ? null : answer.body, { status: answer.status, headers: answer.headers });
}
