import type { IncomingMessage } from "node:http";
import type { Guard } from "./guard.ts";
import { authorizationLines } from "./node.ts";
import { setAccessToken } from "./request-token.ts";

/** What of a Fastify reply is used. */
export interface FastifyReplyLike {
  code(status: number): unknown;
  headers(headers: Record<string, string>): unknown;
  send(body: string): unknown;
}

/** A hook for `onRequest` or `preHandler`. It answers refused requests itself and never throws. */
export type FastifyGuard = (request: { readonly raw: IncomingMessage }, reply: FastifyReplyLike) => Promise<unknown>;

export function fastifyGuard(guard: Guard): FastifyGuard {
  return async (request, reply) => {
    const outcome = await guard(authorizationLines(request.raw), request.raw.url ?? "");
    if ("answer" in outcome) {
      reply.code(outcome.answer.status);
      reply.headers({ ...outcome.answer.headers });
      reply.send(outcome.answer.body);
      return reply; // tells Fastify that the answer is under way
    }
    setAccessToken(request, outcome.token);
    Object.assign(request, { auth: outcome.token });
    return undefined;
  };
}
