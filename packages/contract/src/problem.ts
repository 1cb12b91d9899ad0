import { z } from "zod";

/** Every problem of the admin API: status and title. The `type` of a problem is `urn:celitech-auth:problem:CODE`. */
export const PROBLEMS = {
  malformed_request: { status: 400, title: "The request is malformed" },
  not_signed_in: { status: 401, title: "Sign in, or send an admin token" },
  sign_in_failed: { status: 401, title: "Signing in failed" },
  forbidden: { status: 403, title: "Your role does not allow this" },
  cross_site: { status: 403, title: "The request came from another site" },
  recent_sign_in_required: { status: 403, title: "Confirm that it is you" },
  not_found: { status: 404, title: "There is no such thing" },
  method_not_allowed: { status: 405, title: "The method is not allowed here" },
  conflict: { status: 409, title: "It cannot be done as things are" },
  link_spent: { status: 410, title: "The link was used, ended or never existed" },
  changed_meanwhile: { status: 412, title: "It was changed meanwhile" },
  body_too_long: { status: 413, title: "The body is too long" },
  media_type: { status: 415, title: "The body must be JSON" },
  invalid: { status: 422, title: "Something in the request is not valid" },
  idempotency_key_reused: { status: 422, title: "The idempotency key was used for another request" },
  too_many_attempts: { status: 429, title: "Too many attempts" },
  service_failed: { status: 500, title: "The service failed" },
  unavailable: { status: 503, title: "The service is not available now" },
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

/** RFC 9457, with the fields at fault. */
export const problem = z
  .object({
    type: z.string().describe("urn:celitech-auth:problem:CODE"),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe("what was wrong and what to do, for people"),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
    errors: z
      .array(
        z.object({
          field: z.string().describe("the name in the body or query, with dots where it is nested; empty: the whole"),
          message: z.string(),
        }),
      )
      .optional(),
    request_id: z.string().optional(),
    support_url: z.string().optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.output<typeof problem>;
