import { constants } from "node:crypto";
import { createServer } from "node:http";
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerFactory,
} from "fastify";
import { logResponse, logUnrouted } from "./access-log.ts";
import { registerAdminRoutes } from "./admin-routes.ts";
import { ARRIVED_TOO_LATE, limitHttp2Arrival } from "./arrival-time.ts";
import { readAddressBehind } from "./caller-address.ts";
import { answerConnectionErrors, answerOddRequests } from "./connection-errors.ts";
import { allowOrigins } from "./cross-origin.ts";
import type { PageAnswerer } from "./dashboard/page-answer.ts";
import { registerDashboard } from "./dashboard/register-dashboard.ts";
import { SECURITY_HEADERS, sendError } from "./error-response.ts";
import { describeFailure, SERVICE_FAILED } from "./failure.ts";
import type { HttpOptions, HttpParts } from "./http-parts.ts";
import { isPathOf, type Route } from "./route.ts";
import { routes } from "./routes.ts";
import { tokenExpressLane } from "./token-express-lane.ts";
import { TOKEN_BODY_BYTES_MAX } from "./token-handler.ts";
import { answerUnroutedAdmin, isAdminPath } from "./unrouted-admin.ts";

/** Headers of all requests together; a credential of 4 KiB and what proxies add fit. */
const HEADER_BYTES_MAX = 16_384;
/** Of a path: the id of a passkey, or a scope whose characters are all escaped. Further limits are the contract's. */
const PARAMETER_CHARACTERS_MAX = 1_500;
const CHECK_INTERVAL_MILLISECONDS = 500;
const KEEP_ALIVE_MILLISECONDS = 65_000; // above the 60 s of common load balancers, so that they close first

/** The Fastify instance with every route; it does not listen yet. */
export function createHttpServer(options: HttpOptions): FastifyInstance {
  const parts: HttpParts = {
    ...options,
    readAddress: readAddressBehind(options.trustedProxies),
    newRequestId: countRequests(),
  };
  const table = routes(parts);
  const server = openFastify(parts);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    ["application/x-www-form-urlencoded", "*"],
    { parseAs: "buffer" },
    (_request, body, done) => done(null, body),
  );
  for (const route of table) server.route({ ...route, url: route.path, onResponse: logResponse(route.path, parts) });
  registerAdminRoutes(server, parts);
  const answerPage = registerDashboard(server, { ...parts, programPaths: table.map(({ path }) => path) });
  setSecurityHeaders(server);
  answerOddRequests(server, parts.supportUrl);
  if (parts.tls !== undefined) limitHttp2Arrival(server, parts.requestTimeoutMilliseconds);
  allowOrigins(server, parts.corsOrigins);
  server.decorateRequest("outcome", undefined);
  server.addHook("onResponse", logUnrouted(parts));
  server.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply, parts));
  server.setNotFoundHandler((request, reply) => answerUnrouted(request, reply, { table, answerPage, parts }));
  return server;
}

function openFastify(parts: HttpParts): FastifyInstance {
  const http = {
    maxHeaderSize: HEADER_BYTES_MAX,
    requestTimeout: parts.requestTimeoutMilliseconds,
    headersTimeout: parts.requestTimeoutMilliseconds,
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    requireHostHeader: false, // answerOddRequests requires it, with a body
    connectionsCheckingInterval: CHECK_INTERVAL_MILLISECONDS,
  };
  const options = {
    requestIdHeader: false as const,
    genReqId: parts.newRequestId,
    requestTimeout: parts.requestTimeoutMilliseconds, // here too: Fastify overwrites that of the server with its default, none
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    forceCloseConnections: "idle" as const,
    exposeHeadRoutes: true,
    rewriteUrl: ({ url = "/" }: { readonly url?: string | undefined }) => keepEscapes(url),
    clientErrorHandler: answerConnectionErrors(parts.supportUrl),
    routerOptions: { maxParamLength: PARAMETER_CHARACTERS_MAX },
    bodyLimit: TOKEN_BODY_BYTES_MAX, // also where there is no route: Fastify reads a body before it says so
  };
  if (parts.tls === undefined) {
    const lane = tokenExpressLane(parts);
    const serverFactory: FastifyServerFactory = (handler) =>
      createServer(http, (request, response) => {
        if (!lane(request, response)) handler(request, response);
      });
    return Fastify({ ...options, serverFactory });
  }
  const https = {
    ...http,
    ...parts.tls,
    allowHTTP1: true,
    minVersion: "TLSv1.2" as const,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  };
  return Fastify({ ...options, http2: true, https }) as unknown as FastifyInstance;
}

function countRequests(): () => string {
  const start = Math.floor(Date.now() / 1_000).toString(36) + process.pid.toString(36);
  let requests = 0;
  return () => {
    requests += 1;
    return `${start}-${requests.toString(36)}`;
  };
}

// The router would serve `/oauth2/%74oken` and `/oauth2/token#x`: ways around rules that a proxy has for the plain path.
function keepEscapes(url: string): string {
  if (!ESCAPES.test(url)) return url;
  const pathEnd = url.indexOf("?") < 0 ? url.length : url.indexOf("?");
  return url.slice(0, pathEnd).replaceAll("%", "%25").replaceAll("#", "%23") + url.slice(pathEnd);
}

const ESCAPES = /[%#]/;

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
  parts.logger.error({ request: request.id, ...describeFailure(error) }, "request failed");
  return sendError(reply, SERVICE_FAILED, { supportUrl, requestId: request.id });
}

/** Of the absolute form of a request target (RFC 9112 §3.2.2), which the router takes as its path alone. */
const ORIGIN_OF_TARGET = /^https?:\/\/[^/?]*/;

interface Unrouted {
  readonly table: readonly Route[];
  readonly answerPage: PageAnswerer;
  readonly parts: HttpParts;
}

/** A browser that asks for a page gets one; a path that exists with another method is 405 (RFC 9110 §15.5.6), anything else 404. */
function answerUnrouted(
  request: FastifyRequest,
  reply: FastifyReply,
  { table, answerPage, parts: { supportUrl } }: Unrouted,
): FastifyReply {
  const page = answerPage(request, reply);
  if (page !== undefined) return page;
  const target = (request.raw.url ?? "").replace(ORIGIN_OF_TARGET, "");
  const path = target.split("?", 1)[0] ?? "";
  if (isAdminPath(path)) return answerUnroutedAdmin(request, reply, { path, supportUrl });
  const methods = table.filter((route) => isPathOf(route.path, path)).map((route) => route.method);
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
