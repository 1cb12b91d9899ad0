import { parseScope } from "../domain/scope.ts";
import { type Denial, deny } from "./denial.ts";
import type { RequestedResource } from "./requested-resource.ts";

export interface GrantedScope {
  readonly kind: "scope";
  readonly scopes: readonly string[];
}

/** RFC 6749 §3.3: what was asked for, or the client's default; never silently less. */
export function grantScope(scope: string | undefined, { resource, grant }: RequestedResource): GrantedScope | Denial {
  const isDefined = (token: string) => resource.scopes.some(({ name }) => name === token);
  if (scope === undefined) return { kind: "scope", scopes: grant.defaultScopes.filter(isDefined) };
  const requested = parseScope(scope);
  if (requested === undefined) return deny("scope_syntax");
  const isAllowed = requested.every((token) => grant.scopes.includes(token) && isDefined(token));
  return isAllowed ? { kind: "scope", scopes: requested } : deny("scope_not_allowed");
}
