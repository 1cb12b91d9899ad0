import type { FastifyReply, FastifyRequest } from "fastify";
import { isDenial } from "../oauth/denial.ts";
import { oauthError } from "../oauth/oauth-error.ts";
import { issueToken } from "../oauth/token-endpoint.ts";
import type { FormRequest } from "../oauth/token-request.ts";
import { noteOutcome } from "./access-log.ts";
import { callerAddress } from "./caller-address.ts";
import { JSON_TYPE, NO_STORE, sendError } from "./error-response.ts";
import type { HttpParts } from "./server.ts";

/** Credentials and a few scopes take some hundred bytes. */
export const TOKEN_BODY_BYTES_MAX = 16_384;

const NO_BODY = Buffer.alloc(0);
const UNAVAILABLE = oauthError("store_unavailable");
const RETRY_AFTER_SECONDS = 5;

export function handleToken(parts: HttpParts) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { service, supportUrl } = parts;
    if (service.current === undefined)
      return sendError(reply, UNAVAILABLE, {
        supportUrl,
        retryAfterSeconds: RETRY_AFTER_SECONDS,
        requestId: request.id,
      });
    const outcome = await issueToken(readFormRequest(request), service.current.tokenEndpoint);
    noteOutcome(request, outcome);
    if (!isDenial(outcome))
      return reply.header("content-type", JSON_TYPE).headers(NO_STORE).send(JSON.stringify(outcome.response));
    const error = oauthError(outcome.reason);
    const { retryAfterSeconds } = outcome;
    return sendError(reply, error, {
      supportUrl,
      retryAfterSeconds,
      ...(error.status === 503 && { requestId: request.id }),
    });
  };
}

export function readFormRequest(request: FastifyRequest): FormRequest {
  const { url = "", headers, rawHeaders } = request.raw;
  const queryStart = url.indexOf("?");
  return {
    contentType: headers["content-type"],
    authorization: authorizationLines(rawHeaders),
    query: queryStart < 0 ? "" : url.slice(queryStart + 1),
    body: request.body instanceof Buffer ? request.body : NO_BODY,
    address: callerAddress(request),
  };
}

// `headers` has the first line only: Node drops the others without a word.
function authorizationLines(rawHeaders: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (name.length === 13 && name.toLowerCase() === "authorization") lines.push(rawHeaders[index + 1] ?? "");
  }
  return lines;
}
