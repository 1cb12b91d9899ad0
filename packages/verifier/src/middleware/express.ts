import type { IncomingMessage, ServerResponse } from "node:http";
import type { Guard } from "./guard.ts";
import { authorizationLines, sendAnswer } from "./node.ts";
import { setAccessToken } from "./request-token.ts";

/** A middleware in the form of Express and Connect. It answers refused requests itself; `next` is only ever called without an error. */
export type ExpressGuard = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export function expressGuard(guard: Guard): ExpressGuard {
  return (request, response, next) => {
    // A mounted router rewrites `url`; the query is the same in both.
    void guard(authorizationLines(request), request.url ?? "").then((outcome) => {
      if ("answer" in outcome) {
        sendAnswer(response, outcome.answer);
        return;
      }
      setAccessToken(request, outcome.token);
      Object.assign(request, { auth: outcome.token });
      next();
    });
  };
}
