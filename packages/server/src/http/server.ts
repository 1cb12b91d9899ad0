import { constants } from "node:crypto";
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { TokenEndpointParts } from "../oauth/token-endpoint.ts";
import { logRequests } from "./access-log.ts";
import { ARRIVED_TOO_LATE, limitHttp2Arrival } from "./arrival-time.ts";
import { answerConnectionErrors, answerOddRequests } from "./connection-errors.ts";
import { allowOrigins } from "./cross-origin.ts";
import { SECURITY_HEADERS, sendError } from "./error-response.ts";
import { type Route, routes } from "./routes.ts";
import { TOKEN_BODY_BYTES_MAX } from "./token-handler.ts";

export interface HttpParts {
  /** Undefined until the database is migrated and the keys are loaded: the server listens before that. */
  readonly service: {
    readonly current: { readonly tokenEndpoint: TokenEndpointParts } | undefined;
    readonly isStopping: boolean;
  };
  readonly issuer: string;
  readonly tokenPaths: readonly [string, ...string[]];
  readonly staleMilliseconds: number;
  readonly supportUrl: string | undefined;
  readonly trustedProxies: readonly string[];
  readonly corsOrigins: readonly string[];
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  readonly requestTimeoutMilliseconds: number;
  readonly logger: Logger;
  /** Takes a line of the access log, without its end; undefined: there is none. */
  readonly writeAccessLine: ((line: string) => void) | undefined;
}

/** Headers of all requests together; a credential of 4 KiB and what proxies add fit. */
const HEADER_BYTES_MAX = 16_384;
const CHECK_INTERVAL_MILLISECONDS = 500;
const KEEP_ALIVE_MILLISECONDS = 65_000; // above the 60 s of common load balancers, so that they close first

/** The Fastify instance with every route; it does not listen yet. */
export function createHttpServer(parts: HttpParts): FastifyInstance {
  const server = openFastify(parts);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    ["application/x-www-form-urlencoded", "*"],
    { parseAs: "buffer" },
    (_request, body, done) => done(null, body),
  );
  const table = routes(parts);
  for (const route of table)
    server.route({ ...route, url: route.path, config: { isQuiet: route.path.startsWith("/health/") } });
  setSecurityHeaders(server);
  answerOddRequests(server, parts.supportUrl);
  if (parts.tls !== undefined) limitHttp2Arrival(server, parts.requestTimeoutMilliseconds);
  allowOrigins(server, parts.corsOrigins);
  server.decorateRequest("outcome", undefined);
  if (parts.writeAccessLine !== undefined) logRequests(server, parts.writeAccessLine);
  server.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply, parts));
  server.setNotFoundHandler((request, reply) => answerUnrouted(request, reply, table, parts));
  return server;
}

function openFastify(parts: HttpParts): FastifyInstance {
  const http = {
    maxHeaderSize: HEADER_BYTES_MAX,
    requestTimeout: parts.requestTimeoutMilliseconds,
    headersTimeout: parts.requestTimeoutMilliseconds,
    requireHostHeader: false, // answerOddRequests requires it, with a body
    connectionsCheckingInterval: CHECK_INTERVAL_MILLISECONDS,
  };
  let requests = 0;
  const options = {
    requestIdHeader: false as const, // a caller's text never gets into the log
    genReqId: () => `${PROCESS_ID}-${(++requests).toString(36)}`,
    trustProxy: parts.trustedProxies.length > 0 ? [...parts.trustedProxies] : false,
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    requestTimeout: parts.requestTimeoutMilliseconds, // here too: Fastify overwrites that of `http` with its default, none
    forceCloseConnections: "idle" as const,
    exposeHeadRoutes: true,
    rewriteUrl: ({ url = "/" }: { readonly url?: string | undefined }) => keepEscapes(url),
    clientErrorHandler: answerConnectionErrors(parts.supportUrl),
    routerOptions: { maxParamLength: 200 },
    bodyLimit: TOKEN_BODY_BYTES_MAX, // also where there is no route: Fastify reads a body before it says so
  };
  if (parts.tls === undefined) return Fastify({ ...options, http });
  const https = {
    ...http,
    ...parts.tls,
    allowHTTP1: true,
    minVersion: "TLSv1.2" as const,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  };
  return Fastify({ ...options, http2: true, https }) as unknown as FastifyInstance;
}

const PROCESS_ID = Math.floor(Date.now() / 1_000).toString(36) + process.pid.toString(36);

// The router would serve `/oauth2/%74oken` and `/oauth2/token#x`: ways around rules that a proxy has for the plain path.
function keepEscapes(url: string): string {
  const pathEnd = url.indexOf("?") < 0 ? url.length : url.indexOf("?");
  return url.slice(0, pathEnd).replaceAll("%", "%25").replaceAll("#", "%23") + url.slice(pathEnd);
}

function setSecurityHeaders(server: FastifyInstance): void {
  server.addHook("onRequest", (_request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    done();
  });
}

function answerError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  parts: HttpParts,
): FastifyReply {
  const { supportUrl } = parts;
  if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE")
    return sendError(
      reply,
      { status: 413, error: "invalid_request", description: "The body is too long." },
      { supportUrl, isConnectionEnded: true },
    );
  if (error.code === "ERR_ARRIVAL_TIMEOUT")
    return sendError(reply, ARRIVED_TOO_LATE, { supportUrl, isConnectionEnded: true });
  if (error.statusCode !== undefined && error.statusCode < 500)
    return sendError(
      reply,
      { status: 400, error: "invalid_request", description: "The request is malformed." },
      { supportUrl, isConnectionEnded: true }, // as Fastify does: what follows may still belong to it
    );
  // The name, code and place of an error, never its message: a driver's message can quote values.
  parts.logger.error(
    { request: request.id, error: error.name, code: error.code, stack: stackWithoutMessage(error) },
    "request failed",
  );
  const failure = {
    status: 500,
    error: "server_error",
    description: "The service failed. Give support the value of X-Request-Id.",
  } as const;
  return sendError(reply, failure, { supportUrl, requestId: request.id });
}

function stackWithoutMessage(error: Error): string {
  return (error.stack ?? "")
    .split("\n")
    .filter((line) => line.startsWith("    at "))
    .join("\n");
}

/** Of the absolute form of a request target (RFC 9112 §3.2.2), which the router takes as its path alone. */
const ORIGIN_OF_TARGET = /^https?:\/\/[^/?]*/;

/** A path that exists with another method is 405 (RFC 9110 §15.5.6), anything else 404. */
function answerUnrouted(
  request: FastifyRequest,
  reply: FastifyReply,
  table: readonly Route[],
  parts: HttpParts,
): FastifyReply {
  const { supportUrl } = parts;
  const target = (request.raw.url ?? "").replace(ORIGIN_OF_TARGET, "");
  const path = target.split("?", 1)[0];
  const methods = table.filter((route) => route.path === path).map((route) => route.method);
  if (methods.length === 0)
    return sendError(
      reply,
      { status: 404, error: "invalid_request", description: "There is nothing at this path." },
      { supportUrl },
    );
  const allow = methods.includes("GET") ? [...methods, "HEAD"] : methods;
  return sendError(
    reply,
    { status: 405, error: "invalid_request", description: "The method is not allowed here." },
    { supportUrl, allow: allow.join(", ") },
  );
}
