import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { type Denial, isDenial } from "../oauth/denial.ts";
import type { IssuedToken } from "../oauth/token-endpoint.ts";
import { callerAddress } from "./caller-address.ts";

/** What the access log says of a request beyond its method, path and status. Never what was sent. */
interface Outcome {
  readonly client?: string | undefined;
  readonly secret?: string | undefined;
  readonly reason?: string;
}

const outcomes = new WeakMap<object, Outcome>();

/** Remembers how a token request ended, for its line in the access log. */
export function noteOutcome(request: FastifyRequest, outcome: IssuedToken | Denial): void {
  outcomes.set(
    request.raw,
    isDenial(outcome)
      ? { client: outcome.clientId, secret: outcome.secretId, reason: outcome.reason }
      : { client: outcome.clientId, secret: outcome.secretId },
  );
}

/** One line a request: method, known path, status, milliseconds, address, client, secret's id, reason. No query, header or body. */
export function logRequests(server: FastifyInstance, logger: Logger): void {
  server.addHook("onResponse", (request, reply, done) => {
    if (request.routeOptions.config.isQuiet !== true || reply.statusCode >= 400)
      logger.info(
        {
          request: request.id,
          method: request.method,
          path: request.routeOptions.url ?? "(unknown)",
          status: reply.statusCode,
          milliseconds: Math.round(reply.elapsedTime * 10) / 10,
          address: callerAddress(request),
          ...outcomes.get(request.raw),
        },
        "request",
      );
    done();
  });
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Health checks come every second or two: only their failures are logged. */
    readonly isQuiet?: boolean;
  }
}
