import type { FastifyReply, FastifyRequest } from "fastify";
import { accessOutcome } from "./access-log.ts";
import { sendAnswer } from "./error-response.ts";
import type { HttpParts } from "./http-parts.ts";
import { answerTokenRequest, authorizationLines } from "./token-answer.ts";

/** Credentials and a few scopes take some hundred bytes. */
export const TOKEN_BODY_BYTES_MAX = 16_384;

const NO_BODY = Buffer.alloc(0);

/** `POST /oauth2/token` through the framework; most requests take the express lane. */
export function handleToken(parts: HttpParts) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { url = "", headers, rawHeaders } = request.raw;
    const queryStart = url.indexOf("?");
    const form = {
      contentType: headers["content-type"],
      authorization: authorizationLines(rawHeaders),
      query: queryStart < 0 ? "" : url.slice(queryStart + 1),
      body: request.body instanceof Buffer ? request.body : NO_BODY,
      address: parts.readAddress(request.raw),
    };
    const answer = await answerTokenRequest(form, request.id, parts);
    request.outcome = accessOutcome(answer.outcome);
    return sendAnswer(reply, answer);
  };
}
