import { PROBLEMS, type Problem } from "@celitech-auth/contract";
import type { FastifyReply } from "fastify";
import type { AdminProblem } from "../admin/handler.ts";
import { NO_STORE } from "./error-response.ts";

export interface ProblemExtras {
  readonly requestId: string;
  readonly supportUrl: string | undefined;
  readonly errors?: Problem["errors"];
}

/** The one place that says what a problem of the admin API looks like (RFC 9457). */
export function sendProblem(reply: FastifyReply, problem: AdminProblem, extras: ProblemExtras): FastifyReply {
  const { status, title } = PROBLEMS[problem.code];
  const { requestId, supportUrl, errors = fieldError(problem) } = extras;
  const body: Problem = {
    type: `urn:celitech-auth:problem:${problem.code}`,
    title,
    status,
    detail: sentence(problem.message),
    code: problem.code,
    ...(errors !== undefined && { errors }),
    request_id: requestId,
    ...(supportUrl !== undefined && { support_url: supportUrl }),
  };
  if (problem.retryAfterSeconds !== undefined) reply.header("retry-after", String(problem.retryAfterSeconds));
  if (problem.code === "not_signed_in") reply.header("www-authenticate", 'Bearer realm="celitech-auth admin"');
  return reply.code(status).headers(NO_STORE).type("application/problem+json").send(JSON.stringify(body));
}

function fieldError({ field, message }: AdminProblem): Problem["errors"] {
  return field === undefined ? undefined : [{ field, message }];
}

/** A message of the domain as a sentence. One that begins with the name of a field keeps it as it is. */
function sentence(message: string): string {
  const start = /^[a-z]+\b(?![:._])/.test(message) ? message.charAt(0).toUpperCase() + message.slice(1) : message;
  return /[.!?]$/.test(start) ? start : `${start}.`;
}
