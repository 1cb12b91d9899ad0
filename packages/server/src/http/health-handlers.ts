import type { FastifyReply, FastifyRequest } from "fastify";
import { NO_STORE } from "./error-response.ts";
import type { HttpParts } from "./http-parts.ts";

/** `GET /health/live`: the process answers. */
export function handleLive() {
  return async (_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    reply.headers(NO_STORE).send({ status: "live" });
}

/** `GET /health/ready`: the process can issue tokens. 503 before the database is migrated, when it was away too long, and at the end. */
export function handleReady({ service, staleMilliseconds }: HttpParts) {
  return async (_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    reply.headers(NO_STORE);
    if (service.isStopping) return reply.code(503).send({ status: "stopping" });
    if (service.current === undefined) return reply.code(503).send({ status: "starting" });
    const { freshness, clock } = service.current.tokenEndpoint;
    if (clock() - freshness.confirmedAt > staleMilliseconds)
      return reply.code(503).send({ status: "database_unreachable" });
    return reply.send({ status: "ready", database: freshness.isReachable ? "reachable" : "unreachable" });
  };
}
