import type { Endpoint, OrganizationRole } from "@celitech-auth/contract";
import { type Problem, problem } from "../domain/administration/outcome.ts";
import { isRoleAtLeast } from "../domain/people/user.ts";
import { type Caller, isOperator, roleIn } from "./caller.ts";

/** For how long a session may do risky things after the passkey or password was given. */
export const CONFIRMED_MILLISECONDS = 900_000;

export type Refusal =
  | Problem
  | { readonly kind: "problem"; readonly code: "not_signed_in" | "recent_sign_in_required"; readonly message: string };

/** The part of the decision that needs no look-up: who the caller is, the scope of an admin token, and a recent confirmation. */
export function authorizeCaller(
  endpoint: Pick<Endpoint, "access" | "scope" | "isRisky">,
  caller: Caller | undefined,
  now: number,
): Refusal | undefined {
  if (endpoint.access.kind === "anyone") return undefined;
  if (caller === undefined)
    return {
      kind: "problem",
      code: "not_signed_in",
      message: "Sign in at the dashboard, or send an admin token as `Authorization: Bearer …`.",
    };
  if (caller.kind === "admin_token") {
    if (endpoint.scope === null)
      return problem("forbidden", "This is for people who are signed in, not for admin tokens.");
    if (!caller.scopes.includes(endpoint.scope))
      return problem("forbidden", `The admin token needs the scope ${endpoint.scope}.`);
  }
  if (endpoint.access.kind === "operator" && !isOperator(caller)) return problem("forbidden", "This is for operators.");
  if (endpoint.isRisky && caller.kind === "user" && now - caller.confirmedAt >= CONFIRMED_MILLISECONDS)
    return {
      kind: "problem",
      code: "recent_sign_in_required",
      message: "Confirm with your passkey or password that it is you, and try again.",
    };
  return undefined;
}

/** Object-level authorization (T17). `undefined` for the organization: what was asked for does not exist. */
export function authorizeOrganization(
  caller: Caller,
  organizationId: string | undefined,
  needed: OrganizationRole,
): Problem | undefined {
  const role = organizationId === undefined ? undefined : roleIn(caller, organizationId);
  if (role === undefined) return problem("not_found", "There is no such thing, or it is not yours to see.");
  if (isRoleAtLeast(role, needed)) return undefined;
  return problem("forbidden", `This takes the role ${needed}; yours is ${role}.`);
}

/** The organizations whose things a list may hold for this caller; undefined: all. */
export function visibleOrganizations(caller: Caller, needed: OrganizationRole): readonly string[] | undefined {
  if (isOperator(caller)) return undefined;
  if (caller.kind === "admin_token") return caller.organizationId === undefined ? [] : [caller.organizationId];
  return caller.memberships
    .filter(({ role }) => isRoleAtLeast(role, needed))
    .map(({ organizationId }) => organizationId);
}

/** Of the organizations that a caller sees, the one that is asked for, if it is among them; undefined: all. */
export function narrowOrganizations(
  visible: readonly string[] | undefined,
  asked: string | undefined,
): readonly string[] | undefined {
  if (asked === undefined) return visible;
  return visible === undefined || visible.includes(asked) ? [asked] : [];
}
