import type { IncomingMessage, ServerResponse } from "node:http";
import type { ErrorAnswer } from "../error-answer.ts";
import type { VerifiedAccessToken } from "../verified-access-token.ts";
import type { Guard } from "./guard.ts";
import { setAccessToken } from "./request-token.ts";

/** A request listener of `node:http` that runs only for requests with a good token. */
export type GuardedNodeHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  token: VerifiedAccessToken,
) => unknown;

export type NodeListener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function nodeGuard(handler: GuardedNodeHandler, guard: Guard): NodeListener {
  return async (request, response) => {
    const outcome = await guard(authorizationLines(request), request.url ?? "");
    if ("answer" in outcome) {
      sendAnswer(response, outcome.answer);
      return;
    }
    setAccessToken(request, outcome.token);
    Object.assign(request, { auth: outcome.token });
    await handler(request, response, outcome.token);
  };
}

/** Every `Authorization` line. Node keeps the first in `headers` and drops the others in silence, so this looks at the raw ones. */
export function authorizationLines(request: IncomingMessage): readonly string[] {
  const lines: string[] = [];
  const { rawHeaders } = request;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 13 && name.toLowerCase() === "authorization") lines.push(rawHeaders[index + 1] ?? "");
  }
  // Requests that were made rather than received (in tests, behind adapters) may have no raw headers.
  const { authorization } = request.headers;
  return lines.length === 0 && authorization !== undefined ? [authorization] : lines;
}

export function sendAnswer(response: ServerResponse, answer: ErrorAnswer): void {
  if (response.headersSent) return;
  response.writeHead(answer.status, { ...answer.headers, "content-length": Buffer.byteLength(answer.body) });
  response.end(answer.body);
}
