import { type Endpoint, type EndpointKey, endpoints } from "@celitech-auth/contract";
import { AdminClient, signInAs, useAdminToken } from "./admin-client.ts";
import type { RunningServer } from "./running-server.ts";

/** Everyone who can stand before the API, seen from one organization. */
export const CALLERS = [
  "anonymous",
  "nobody",
  "otherOwner",
  "viewer",
  "developer",
  "owner",
  "operator",
  "token",
  "tokenWithoutScope",
  "operatorToken",
] as const;
export type CallerName = (typeof CALLERS)[number];

export interface CallerPlace {
  readonly organizationId: string;
  readonly otherOrganizationId: string;
  /** The tokens have the scope of this route, or any other. */
  readonly key: EndpointKey;
}

/** A caller that nobody else uses, just signed in. */
export async function makeCaller(server: RunningServer, name: CallerName, place: CallerPlace): Promise<AdminClient> {
  const { organizationId, otherOrganizationId, key } = place;
  const endpoint: Endpoint = endpoints[key];
  const scope = endpoint.scope ?? "clients:read";
  const otherScope = scope === "audit:read" ? "clients:read" : "audit:read";
  switch (name) {
    case "anonymous":
      return new AdminClient(server);
    case "nobody":
    case "operator":
      return (await signInAs(server, name)).client;
    case "otherOwner":
      return (await signInAs(server, { organizationId: otherOrganizationId, role: "owner" })).client;
    case "viewer":
    case "developer":
    case "owner":
      return (await signInAs(server, { organizationId, role: name })).client;
    case "token":
      return useAdminToken(server, [scope], organizationId);
    case "tokenWithoutScope":
      return useAdminToken(server, [otherScope], organizationId);
    case "operatorToken":
      return useAdminToken(server, [scope]);
  }
}
