import type { FastifyReply, FastifyRequest } from "fastify";
import { accessOutcome } from "./access-log.ts";
import { sendAnswer } from "./error-response.ts";
import type { HttpParts } from "./http-parts.ts";
import { readFormRequest } from "./read-form-request.ts";
import { answerTokenRequest } from "./token-answer.ts";

/** Credentials and a few scopes take some hundred bytes. */
export const TOKEN_BODY_BYTES_MAX = 16_384;

/** `POST /oauth2/token` through the framework; most requests take the express lane. */
export function handleToken(parts: HttpParts) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const answer = await answerTokenRequest(readFormRequest(request, parts), request.id, parts);
    request.outcome = accessOutcome(answer.outcome);
    return sendAnswer(reply, answer);
  };
}
