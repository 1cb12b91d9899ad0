import type { Client, ResourceGrant } from "../domain/client.ts";
import { parseAudience, type Resource } from "../domain/resource.ts";
import type { ResourceCatalog } from "../domain/resource-catalog.ts";
import { type Denial, deny } from "./denial.ts";
import type { TokenParameters } from "./token-request.ts";

export interface RequestedResource {
  readonly kind: "resource";
  readonly resource: Resource;
  readonly grant: ResourceGrant;
}

/** RFC 8707 §2, and `audience` as the clients of other servers send it: the one API that the token is for. */
export function chooseResource(
  parameters: TokenParameters,
  client: Client,
  catalog: ResourceCatalog,
): RequestedResource | Denial {
  const [first, ...others] = parameters.resources;
  if (others.some((other) => other !== first)) return deny("several_resources", { clientId: client.id });
  const resource = first ?? parameters.audience;
  if (parameters.audience !== undefined && parameters.audience !== resource)
    return deny("audience_mismatch", { clientId: client.id });
  if (resource !== undefined && parseAudience(resource) === undefined)
    return deny("resource_malformed", { clientId: client.id });
  return findGrant(resource, client, catalog) ?? deny("resource_not_allowed", { clientId: client.id });
}

function findGrant(
  audience: string | undefined,
  client: Client,
  catalog: ResourceCatalog,
): RequestedResource | undefined {
  for (const grant of client.grants) {
    const resource = catalog.find(grant.resourceId);
    if (resource !== undefined && (audience === undefined ? grant.isDefault : resource.audience === audience))
      return { kind: "resource", resource, grant };
  }
  return undefined;
}
