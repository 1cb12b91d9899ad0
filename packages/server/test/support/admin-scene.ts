import type { BodyInputOf, Client, Organization } from "@celitech-auth/contract";
import { type AdminClient, type SignedIn, signInAs } from "./admin-client.ts";
import { API } from "./fixtures.ts";
import type { RunningServer } from "./running-server.ts";

/** An operator who is signed in, a partner of their making with a developer, and the default API. */
export interface AdminScene {
  readonly operator: AdminClient;
  readonly organization: Organization;
  readonly developer: SignedIn;
  /** Of the default API, which has the scopes `read` and `write`. */
  readonly resourceId: string;
}

let scenes = 0;

/** A partner whom no other test touches. */
export async function setScene(server: RunningServer): Promise<AdminScene> {
  scenes += 1;
  const { client: operator } = await signInAs(server, "operator", "Olga Operator");
  const organization = await operator.call("POST /organizations", { body: { name: `Partner ${scenes}` } });
  const developer = await signInAs(server, { organizationId: organization.id, role: "developer" }, "Dev Eloper");
  const resourceId = (await findResource(operator, API)).id;
  return { operator, organization, developer, resourceId };
}

export async function findResource(caller: AdminClient, audience: string) {
  const { items } = await caller.call("GET /resources");
  const found = items.find((resource) => resource.audience === audience);
  if (found === undefined) throw new Error(`there is no resource ${audience}`);
  return found;
}

export interface MadeClient {
  readonly client: Client;
  readonly secret: string;
  readonly secretId: string;
}

/** A client with one secret, made by the scene's developer. */
export async function makeClient(
  { developer, organization, resourceId }: AdminScene,
  body: Partial<BodyInputOf<"POST /clients">> = {},
): Promise<MadeClient> {
  const grants = [{ resource_id: resourceId, scopes: ["read"] }];
  const created = await developer.client.call("POST /clients", {
    body: { organization_id: organization.id, name: "Production", grants, ...body },
  });
  if (created.client_secret === null) throw new Error("the secret is not there");
  return { client: created.client, secret: created.client_secret, secretId: created.secret_id };
}
