import { API_PATH, endpoints } from "@celitech-auth/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { HttpParts } from "./http-parts.ts";
import { sendProblem } from "./problem-response.ts";
import { isPathOf } from "./route.ts";

const ENDPOINTS = Object.keys(endpoints).map((key) => {
  const [method = "", path = ""] = key.split(" ");
  return { method, path: API_PATH + path };
});

/** Whether a path belongs to the admin API, whose errors are problems (RFC 9457). */
export function isAdminPath(path: string): boolean {
  return path === API_PATH || path.startsWith(`${API_PATH}/`);
}

/** A path of the admin API that exists with another method is 405 (RFC 9110 §15.5.6), anything else 404. */
export function answerUnroutedAdmin(
  request: FastifyRequest,
  reply: FastifyReply,
  { path, supportUrl }: { readonly path: string } & Pick<HttpParts, "supportUrl">,
): FastifyReply {
  const extras = { requestId: request.id, supportUrl };
  const methods = ENDPOINTS.filter((endpoint) => isPathOf(endpoint.path, path)).map(({ method }) => method);
  if (methods.length === 0)
    return sendProblem(
      reply,
      { kind: "problem", code: "not_found", message: "There is nothing at this path." },
      extras,
    );
  const allow = [...(methods.includes("GET") ? ["HEAD"] : []), ...methods].sort().join(", ");
  const message = `The method is not allowed here: use ${allow}.`;
  return sendProblem(reply.header("allow", allow), { kind: "problem", code: "method_not_allowed", message }, extras);
}
