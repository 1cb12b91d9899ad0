import { API_PATH, type Endpoint, type EndpointKey, endpoints } from "@celitech-auth/contract";
import cookies from "@fastify/cookie";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { AdminParts, Credentials } from "../admin/admin-parts.ts";
import { authorizeCaller, authorizeOrganization } from "../admin/authorize.ts";
import type { Caller } from "../admin/caller.ts";
import type { AdminProblem, AdminRequest, AdminResult, Handler } from "../admin/handler.ts";
import { handlers } from "../admin/handlers.ts";
import type { ClientId } from "../domain/identifier.ts";
import { SecretText } from "../domain/secret-text.ts";
import { isUnreachableDatabase } from "../domain/unreachable-database.ts";
import { logResponse } from "./access-log.ts";
import { isSafe, sendResult } from "./admin-answer.ts";
import { type ParsedRequest, parseAdminRequest, readIdempotency } from "./admin-request.ts";
import { describeFailure } from "./failure.ts";
import type { HttpParts } from "./http-parts.ts";
import { sendProblem } from "./problem-response.ts";
import { sessionCookieName } from "./session-cookie.ts";

const BODY_BYTES_MAX = 65_536;

type AnyHandler = Handler<EndpointKey>;
type AnyRequest = AdminRequest<EndpointKey>;

/** Every route of the contract's table. What comes in is parsed, identified, authorized and handled, in this order. */
export function registerAdminRoutes(server: FastifyInstance, parts: HttpParts): void {
  server.register(async (scope) => {
    await scope.register(cookies);
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
      try {
        done(null, body === "" ? undefined : JSON.parse(body as string));
      } catch {
        done(Object.assign(new Error("not JSON"), { statusCode: 400 }), undefined);
      }
    });
    scope.setErrorHandler((error: FastifyError, request, reply) => answerFailure(error, request, reply, parts));
    for (const key of Object.keys(endpoints) as EndpointKey[]) registerRoute(scope, key, parts);
  });
}

function registerRoute(scope: FastifyInstance, key: EndpointKey, parts: HttpParts): void {
  const handler = handlers[key] as AnyHandler;
  const endpoint: Endpoint = endpoints[key];
  const [method = "", path = ""] = key.split(" ");
  scope.route({
    method,
    url: API_PATH + path,
    bodyLimit: BODY_BYTES_MAX,
    exposeHeadRoute: method === "GET" && endpoint.streams === undefined,
    onResponse: logResponse(API_PATH + path, parts),
    handler: async (request, reply) => {
      const admin = parts.service.current?.admin;
      const result =
        admin === undefined ? unavailable() : await handleRequest({ request, endpoint, handler }, admin, parts);
      return sendResult({ request, reply, endpoint }, result, parts);
    },
  });
}

interface RoutedRequest {
  readonly request: FastifyRequest;
  readonly endpoint: Endpoint;
  readonly handler: AnyHandler;
}

async function handleRequest(
  { request, endpoint, handler }: RoutedRequest,
  admin: AdminParts,
  parts: HttpParts,
): Promise<AdminResult<EndpointKey>> {
  const now = admin.clock();
  const origin = { address: parts.readAddress(request.raw), userAgent: request.headers["user-agent"] };
  const crossSite = findCrossSite(request, parts);
  if (crossSite !== undefined) return crossSite;
  const caller = await admin.callers.identify(readCredentials(request, parts), origin, now);
  const refused = authorizeCaller(endpoint, caller, now);
  if (refused !== undefined) return refused;
  const parsed = parseAdminRequest(request, endpoint);
  if (parsed.kind === "problem") return parsed;
  const forbidden = await authorizeTarget(endpoint, caller, parsed, admin);
  if (forbidden !== undefined) return forbidden;
  const { params, query, body, expectedVersion } = parsed;
  const idempotency = readIdempotency(request, endpoint, { caller, body });
  if (idempotency !== undefined && "kind" in idempotency) return idempotency;
  const known = { params, query, body, caller, origin, expectedVersion, idempotency, now };
  return handler(known as unknown as AnyRequest, admin);
}

/** A change that a session makes comes from the dashboard's own pages (T16); an admin token is no cookie, and cannot be borrowed. */
function findCrossSite(request: FastifyRequest, { publicUrl }: HttpParts): AdminProblem | undefined {
  if (isSafe(request) || request.headers.authorization !== undefined) return undefined;
  if (request.headers.origin === new URL(publicUrl).origin) return undefined;
  return {
    kind: "problem",
    code: "cross_site",
    message: `Changes are accepted from ${new URL(publicUrl).origin} alone: open the dashboard there, or send an admin token.`,
  };
}

const BEARER = /^Bearer ([\x21-\x7E]{1,200})$/i;

function readCredentials(request: FastifyRequest, { publicUrl }: HttpParts): Credentials {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = BEARER.exec(authorization)?.[1];
    return { sessionToken: undefined, adminToken: token === undefined ? undefined : new SecretText(token) };
  }
  const cookie = request.cookies[sessionCookieName(publicUrl)];
  return { sessionToken: cookie === undefined ? undefined : new SecretText(cookie), adminToken: undefined };
}

/** Object-level authorization, in the one place that every route passes (T17). */
async function authorizeTarget(
  { access }: Endpoint,
  caller: Caller | undefined,
  { params, body }: ParsedRequest,
  { reader }: AdminParts,
): Promise<AdminProblem | undefined> {
  if (access.kind !== "member" || caller === undefined) return undefined;
  const organizationId = async () => {
    switch (access.of) {
      case "client":
        return (await reader.findClientDetails(params?.["client_id"] as ClientId))?.organizationId;
      case "organization":
        return params?.["organization_id"] as string;
      case "body":
        return body?.["organization_id"] as string;
    }
  };
  return authorizeOrganization(caller, await organizationId(), access.role);
}

function unavailable(): AdminProblem {
  return { kind: "problem", code: "unavailable", message: "The service is starting; try again.", retryAfterSeconds: 1 };
}

/** Never a 401: whoever is signed in still is (T22). The log says once that the database is away. */
function databaseAway(): AdminProblem {
  const message = "The database cannot be reached at this moment: try again.";
  return { kind: "problem", code: "unavailable", message, retryAfterSeconds: 1 };
}

function answerFailure(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  parts: HttpParts,
): FastifyReply {
  const extras = { requestId: request.id, supportUrl: parts.supportUrl };
  const refuse = (code: AdminProblem["code"], message: string) =>
    sendProblem(reply, { kind: "problem", code, message }, extras);
  if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE")
    return refuse("body_too_long", `The body may have ${BODY_BYTES_MAX} bytes.`);
  if (error.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE")
    return refuse("media_type", "Send the body as application/json.");
  if (error.statusCode !== undefined && error.statusCode < 500)
    return refuse("malformed_request", "The body is not JSON, or the request is malformed.");
  if (isUnreachableDatabase(error)) return sendProblem(reply, databaseAway(), extras);
  parts.logger.error({ request: request.id, ...describeFailure(error) }, "request failed");
  return refuse("service_failed", "The service failed. Give support the request id.");
}
