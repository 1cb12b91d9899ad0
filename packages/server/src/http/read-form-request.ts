import type { FastifyRequest } from "fastify";
import type { FormRequest } from "../oauth/form-request.ts";
import type { HttpParts } from "./http-parts.ts";
import { authorizationLines } from "./token-answer.ts";

const NO_BODY = Buffer.alloc(0);

/** A request of the framework as the endpoints for clients take it. */
export function readFormRequest(request: FastifyRequest, { readAddress }: HttpParts): FormRequest {
  const { url = "", headers, rawHeaders } = request.raw;
  const queryStart = url.indexOf("?");
  return {
    contentType: headers["content-type"],
    authorization: authorizationLines(rawHeaders),
    query: queryStart < 0 ? "" : url.slice(queryStart + 1),
    body: request.body instanceof Buffer ? request.body : NO_BODY,
    address: readAddress(request.raw),
    userAgent: headers["user-agent"],
  };
}
