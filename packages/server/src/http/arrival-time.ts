import type { FastifyInstance } from "fastify";
import type { OAuthError } from "../oauth/oauth-error.ts";

export const ARRIVED_TOO_LATE = {
  status: 408,
  error: "invalid_request",
  description: "The request took too long to arrive.",
} as const satisfies OAuthError;

/** Ends the reading of a body; `answerError` turns it into 408. */
export class ArrivalTimeout extends Error {
  readonly code = "ERR_ARRIVAL_TIMEOUT";
  readonly statusCode = ARRIVED_TOO_LATE.status;
}

/** Node limits the time in which a request of HTTP/1 arrives (`requestTimeout`), and none of HTTP/2: this is for those. */
export function limitHttp2Arrival(server: FastifyInstance, timeoutMilliseconds: number): void {
  server.addHook("onRequest", (request, _reply, done) => {
    const { raw } = request;
    if (raw.httpVersionMajor === 2 && !raw.complete) {
      const timer = setTimeout(() => raw.destroy(new ArrivalTimeout("the body did not arrive")), timeoutMilliseconds);
      const stop = () => clearTimeout(timer);
      raw.once("end", stop).once("close", stop);
    }
    done();
  });
}
