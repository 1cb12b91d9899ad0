import type { z } from "zod";
import type { ProblemCode } from "./problem.ts";
import type { AdminScope, OrganizationRole } from "./roles.ts";

/** What one route of the admin API takes and gives. Validation, OpenAPI, the handlers' types and the dashboard's calls all come from it. */
export interface Endpoint {
  readonly summary: string;
  readonly tag: string;
  readonly access: Access;
  /** The scope that an admin token needs; null: a session only. */
  readonly scope: AdminScope | null;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Without a schema the answer has no body. */
  readonly answer?: z.ZodType;
  /** Instead of JSON: the media types of what is streamed. */
  readonly streams?: readonly string[];
  readonly status: 200 | 201 | 204;
  /** Beyond those that every route can give: 400, 401, 403, 404 where there is a parameter, 422 where there is a body, 429, 503. */
  readonly problems?: readonly ProblemCode[];
  /** Takes `Idempotency-Key`. */
  readonly isIdempotent?: true;
  /** The answer has an `ETag`, and a change takes `If-Match`. */
  readonly hasEntityTag?: true;
  /** Asks a session again for its passkey or password when that is longer ago than 15 minutes. */
  readonly isRisky?: true;
}

/**
 * Who may call. An operator may whatever a member may. Of an organization that the caller is no member of, everything is 404; where the role is
 * too low, 403.
 */
export type Access =
  | { readonly kind: "anyone" }
  | { readonly kind: "signed_in" }
  | { readonly kind: "operator" }
  /** A member of the organization of the parameter `client_id` or `organization_id`, or of the body's `organization_id`. */
  | { readonly kind: "member"; readonly of: "client" | "organization" | "body"; readonly role: OrganizationRole }
  /** Everyone who is signed in; the answer holds what belongs to organizations in which the caller has at least this role. */
  | { readonly kind: "listed"; readonly role: OrganizationRole };

/** Keeps the literal types of an endpoint. */
export function endpoint<const One extends Endpoint>(one: One): One {
  return one;
}
