import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Denial, isDenial } from "../oauth/denial.ts";
import type { IssuedToken } from "../oauth/token-endpoint.ts";
import { callerAddress } from "./caller-address.ts";

/** What the access log says of a request beyond its method, path and status. Never what was sent. */
interface Outcome {
  readonly client?: string | undefined;
  readonly secret?: string | undefined;
  readonly reason?: string;
}

/** Remembers how a token request ended, for its line in the access log. */
export function noteOutcome(request: FastifyRequest, outcome: IssuedToken | Denial): void {
  const { clientId: client, secretId: secret } = outcome;
  request.outcome = isDenial(outcome) ? { client, secret, reason: outcome.reason } : { client, secret };
}

/**
 * One line a request: method, known path, status, milliseconds, address, client, secret's id, reason. No query, header or body. Serialised
 * here and not by the logger, which takes several times as long, for every token.
 */
export function logRequests(server: FastifyInstance, writeLine: (line: string) => void): void {
  server.addHook("onResponse", (request, reply, done) => {
    if (request.routeOptions.config.isQuiet !== true || reply.statusCode >= 400)
      writeLine(
        JSON.stringify({
          level: "info",
          time: new Date().toISOString(),
          request: request.id,
          method: request.method,
          path: request.routeOptions.url ?? "(unknown)",
          status: reply.statusCode,
          milliseconds: Math.round(reply.elapsedTime * 10) / 10,
          address: callerAddress(request),
          ...request.outcome,
          msg: "request",
        }),
      );
    done();
  });
}

declare module "fastify" {
  interface FastifyRequest {
    outcome: Outcome | undefined;
  }
  interface FastifyContextConfig {
    /** Health checks come every second or two: only their failures are logged. */
    readonly isQuiet?: boolean;
  }
}
