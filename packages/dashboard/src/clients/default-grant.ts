import type { Client, Grant } from "@celitech-auth/contract";

/** The API that a client is taken to mean where nobody says which; the token endpoint itself knows none but the default one. */
export function defaultGrant({ grants }: Pick<Client, "grants">): Grant | undefined {
  return grants.find((grant) => grant.is_default) ?? grants[0];
}
