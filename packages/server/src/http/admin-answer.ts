import { Readable } from "node:stream";
import type { Endpoint, EndpointKey } from "@celitech-auth/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { AdminAnswer, AdminResult } from "../admin/handler.ts";
import type { InvalidRequest } from "./admin-request.ts";
import { matchesTag, versionTag } from "./entity-tag.ts";
import { NO_STORE } from "./error-response.ts";
import type { HttpParts } from "./http-parts.ts";
import { sendProblem } from "./problem-response.ts";
import { clearSessionCookie, setSessionCookie } from "./session-cookie.ts";

export interface AnsweredRequest {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly endpoint: Endpoint;
}

/** Sends what a handler gave. */
export function sendResult(
  answered: AnsweredRequest,
  result: AdminResult<EndpointKey> & { readonly errors?: InvalidRequest["errors"] },
  parts: HttpParts,
): FastifyReply {
  const { request, reply } = answered;
  switch (result.kind) {
    case "problem": {
      const errors = result.errors === undefined ? {} : { errors: [...result.errors] };
      return sendProblem(reply, result, { requestId: request.id, supportUrl: parts.supportUrl, ...errors });
    }
    case "stream":
      reply.headers(NO_STORE).type(result.mediaType);
      reply.header("content-disposition", `attachment; filename="${result.filename}"`);
      return reply.send(Readable.from(result.pieces));
    case "answer":
      return sendAnswer(answered, result, parts);
  }
}

function sendAnswer(
  { request, reply, endpoint }: AnsweredRequest,
  { body, version, isReplay, startedSession, isSessionEnded }: AdminAnswer<unknown>,
  { publicUrl }: HttpParts,
): FastifyReply {
  reply.code(endpoint.status).headers(NO_STORE);
  if (startedSession !== undefined) setSessionCookie(reply, publicUrl, startedSession);
  if (isSessionEnded === true) clearSessionCookie(reply, publicUrl);
  if (isReplay === true) reply.header("idempotency-replayed", "true");
  if (body === undefined) return reply.send();
  const text = JSON.stringify(body);
  if (version !== undefined) {
    const tag = versionTag(version, text);
    reply.header("etag", tag);
    if (isSafe(request) && matchesTag(request.headers["if-none-match"], tag)) return reply.code(304).send();
  }
  return reply.type("application/json").send(text);
}

/** Changes nothing (RFC 9110 §9.2.1). */
export function isSafe({ method }: Pick<FastifyRequest, "method">): boolean {
  return method === "GET" || method === "HEAD";
}
