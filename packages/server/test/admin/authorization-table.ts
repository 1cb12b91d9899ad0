import type { EndpointKey } from "@celitech-auth/contract";
import type { CallerName } from "../support/admin-callers.ts";
import { signInAs } from "../support/admin-client.ts";
import { type AdminScene, makeClient } from "../support/admin-scene.ts";
import type { RunningServer } from "../support/running-server.ts";

/** What a request of this caller comes to; `yes`: what the row says under `works`. */
export type Policy = Readonly<Record<CallerName, "yes" | 401 | 403 | 404>>;

const TOKENS = { token: "yes", tokenWithoutScope: 403, operatorToken: "yes" } as const;
const NO_TOKENS = { token: 403, tokenWithoutScope: 403, operatorToken: 403 } as const;
const STRANGERS = { anonymous: 401, nobody: 404, otherOwner: 404 } as const;

const VIEWERS: Policy = {
  ...STRANGERS,
  ...{ viewer: "yes", developer: "yes", owner: "yes", operator: "yes" },
  ...TOKENS,
};
const DEVELOPERS: Policy = { ...VIEWERS, viewer: 403 };
const OWNERS: Policy = { ...DEVELOPERS, developer: 403 };
const OPERATORS: Policy = {
  ...{ anonymous: 401, nobody: 403, otherOwner: 403, viewer: 403, developer: 403, owner: 403, operator: "yes" },
  ...{ token: 403, tokenWithoutScope: 403, operatorToken: "yes" },
};
const SIGNED_IN: Policy = { ...VIEWERS, nobody: "yes", otherOwner: "yes" };
/** Admin tokens are no people. */
const PEOPLE: Policy = { ...SIGNED_IN, ...NO_TOKENS };
const EVERYONE: Policy = {
  ...PEOPLE,
  ...{ anonymous: "yes", token: "yes", tokenWithoutScope: "yes", operatorToken: "yes" },
};
/** For owners of the organization in the body, where admin tokens cannot make others. */
const OWNING_PEOPLE: Policy = { ...OWNERS, ...NO_TOKENS };

/** What only owners see does not exist for other members. */
const HIDDEN_FROM_OTHERS: Policy = { ...OWNING_PEOPLE, viewer: 404, developer: 404 };

export interface Row {
  readonly policy: Policy;
  /** Whether a session is asked again for its passkey or password. */
  readonly isRisky: boolean;
  /** The status for who may. */
  readonly works: number;
  /** A request that works, with something of its own to work on. */
  readonly request: (place: Place) => Promise<RequestParts> | RequestParts;
}

export interface RequestParts {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

export interface Place {
  readonly server: RunningServer;
  readonly scene: AdminScene;
}

let made = 0;
function fresh(): string {
  made += 1;
  return `authorization-${made}`;
}

const nothing = () => ({});
const TOKEN = { token: "no-such-link" };
const PERSON = { name: "Ada", email: "ada@example.com" };
const CEREMONY = { ceremony: "none", response: {} };
const PASSWORD = "correct horse battery staple";

const signingIn = {
  "POST /links/inspect": { policy: EVERYONE, isRisky: false, works: 410, request: () => ({ body: TOKEN }) },
  "POST /links/passkey/options": {
    policy: EVERYONE,
    isRisky: false,
    works: 410,
    request: () => ({ body: { ...TOKEN, ...PERSON } }),
  },
  "POST /links/passkey": {
    policy: EVERYONE,
    isRisky: false,
    works: 410,
    request: () => ({ body: { ...TOKEN, ...PERSON, ...CEREMONY } }),
  },
  "POST /links/password": {
    policy: EVERYONE,
    isRisky: false,
    works: 410,
    request: () => ({ body: { ...TOKEN, ...PERSON, password: PASSWORD } }),
  },
  "POST /links/sign-in": { policy: EVERYONE, isRisky: false, works: 410, request: () => ({ body: TOKEN }) },
  "POST /links/accept": { policy: PEOPLE, isRisky: false, works: 410, request: () => ({ body: TOKEN }) },
  "POST /sign-in/passkey/options": { policy: EVERYONE, isRisky: false, works: 200, request: nothing },
  "POST /sign-in/passkey": { policy: EVERYONE, isRisky: false, works: 401, request: () => ({ body: CEREMONY }) },
  "POST /sign-in/password": {
    policy: EVERYONE,
    isRisky: false,
    works: 401,
    request: () => ({ body: { email: `${fresh()}@example.com`, password: "wrong" } }),
  },
  "POST /sign-in/recovery-code": {
    policy: EVERYONE,
    isRisky: false,
    works: 401,
    request: () => ({ body: { email: `${fresh()}@example.com`, code: "wrong" } }),
  },
  "GET /session": { policy: PEOPLE, isRisky: false, works: 200, request: nothing },
  "DELETE /session": { policy: PEOPLE, isRisky: false, works: 204, request: nothing },
  "POST /session/confirm/passkey/options": { policy: PEOPLE, isRisky: false, works: 200, request: nothing },
  "POST /session/confirm/passkey": { policy: PEOPLE, isRisky: false, works: 401, request: () => ({ body: CEREMONY }) },
  "POST /session/confirm/password": {
    policy: PEOPLE,
    isRisky: false,
    works: 401,
    request: () => ({ body: { password: "wrong" } }),
  },
  "GET /sessions": { policy: PEOPLE, isRisky: false, works: 200, request: nothing },
  "DELETE /sessions/:session_id": {
    policy: PEOPLE,
    isRisky: false,
    works: 404,
    request: async ({ server }) => ({ params: { session_id: (await signInAs(server, "nobody")).sessionId } }),
  },
  "GET /account": { policy: PEOPLE, isRisky: false, works: 200, request: nothing },
  "PATCH /account": { policy: PEOPLE, isRisky: true, works: 200, request: () => ({ body: { name: "Renamed" } }) },
  "POST /account/passkeys/options": { policy: PEOPLE, isRisky: true, works: 200, request: nothing },
  "POST /account/passkeys": { policy: PEOPLE, isRisky: true, works: 422, request: () => ({ body: CEREMONY }) },
  "DELETE /account/passkeys/:passkey_id": {
    policy: PEOPLE,
    isRisky: true,
    works: 404,
    request: () => ({ params: { passkey_id: "x" } }),
  },
  "PUT /account/password": {
    policy: PEOPLE,
    isRisky: true,
    works: 200,
    request: () => ({ body: { password: `${PASSWORD} ${fresh()}` } }),
  },
  "POST /account/recovery-codes": { policy: PEOPLE, isRisky: true, works: 201, request: nothing },
  "GET /admin-tokens": { policy: PEOPLE, isRisky: false, works: 200, request: nothing },
  "POST /admin-tokens": {
    policy: OWNING_PEOPLE,
    isRisky: true,
    works: 201,
    request: ({ scene }) => ({
      body: { name: fresh(), organization_id: scene.organization.id, scopes: ["clients:read"], expires_at: null },
    }),
  },
  "DELETE /admin-tokens/:admin_token_id": {
    policy: HIDDEN_FROM_OTHERS,
    isRisky: true,
    works: 204,
    request: async ({ scene }) => {
      const { id } = scene.organization;
      const body = { name: fresh(), organization_id: id, scopes: ["clients:read"], expires_at: null } as const;
      const { admin_token } = await scene.operator.call("POST /admin-tokens", {
        body: { ...body, scopes: ["clients:read"] },
      });
      return { params: { admin_token_id: admin_token.id } };
    },
  },
} as const satisfies Partial<Record<EndpointKey, Row>>;

const organizationOf = ({ scene }: Place) => ({ params: { organization_id: scene.organization.id } });

async function memberOf({ server, scene }: Place) {
  const organizationId = scene.organization.id;
  const { userId } = await signInAs(server, { organizationId, role: "viewer" });
  return { organization_id: organizationId, user_id: userId };
}

async function emptyOrganization({ scene }: Place) {
  const { id } = await scene.operator.call("POST /organizations", { body: { name: fresh() } });
  return { params: { organization_id: id } };
}

const organizations = {
  "GET /organizations": { policy: SIGNED_IN, isRisky: false, works: 200, request: nothing },
  "POST /organizations": { policy: OPERATORS, isRisky: true, works: 201, request: () => ({ body: { name: fresh() } }) },
  "GET /organizations/:organization_id": { policy: VIEWERS, isRisky: false, works: 200, request: organizationOf },
  "PATCH /organizations/:organization_id": {
    policy: OWNERS,
    isRisky: false,
    works: 200,
    request: (place) => ({ ...organizationOf(place), body: { name: fresh() } }),
  },
  "DELETE /organizations/:organization_id": {
    policy: OPERATORS,
    isRisky: true,
    works: 204,
    request: emptyOrganization,
  },
  "GET /organizations/:organization_id/members": {
    policy: VIEWERS,
    isRisky: false,
    works: 200,
    request: organizationOf,
  },
  "PATCH /organizations/:organization_id/members/:user_id": {
    policy: OWNERS,
    isRisky: true,
    works: 200,
    request: async (place) => ({ params: await memberOf(place), body: { role: "developer" } }),
  },
  "DELETE /organizations/:organization_id/members/:user_id": {
    policy: OWNERS,
    isRisky: true,
    works: 204,
    request: async (place) => ({ params: await memberOf(place) }),
  },
  "GET /organizations/:organization_id/invitations": {
    policy: OWNERS,
    isRisky: false,
    works: 200,
    request: organizationOf,
  },
  "POST /organizations/:organization_id/invitations": {
    policy: OWNERS,
    isRisky: true,
    works: 201,
    request: (place) => ({ ...organizationOf(place), body: { role: "viewer" } }),
  },
  "DELETE /organizations/:organization_id/invitations/:invitation_id": {
    policy: OWNERS,
    isRisky: true,
    works: 204,
    request: async (place) => {
      const { params } = organizationOf(place);
      const key = "POST /organizations/:organization_id/invitations";
      const { invitation } = await place.scene.operator.call(key, { params, body: { role: "viewer" } });
      return { params: { ...params, invitation_id: invitation.id } };
    },
  },
  "GET /operators": { policy: OPERATORS, isRisky: false, works: 200, request: nothing },
  "DELETE /operators/:user_id": {
    policy: OPERATORS,
    isRisky: true,
    works: 204,
    request: async ({ server }) => ({ params: { user_id: (await signInAs(server, "operator")).userId } }),
  },
  "GET /operator-invitations": { policy: OPERATORS, isRisky: false, works: 200, request: nothing },
  "POST /operator-invitations": { policy: OPERATORS, isRisky: true, works: 201, request: () => ({ body: {} }) },
  "DELETE /operator-invitations/:invitation_id": {
    policy: OPERATORS,
    isRisky: true,
    works: 204,
    request: async ({ scene }) => {
      const { invitation } = await scene.operator.call("POST /operator-invitations", { body: {} });
      return { params: { invitation_id: invitation.id } };
    },
  },
} as const satisfies Partial<Record<EndpointKey, Row>>;

async function clientOf({ scene }: Place) {
  return { params: { client_id: (await makeClient(scene, { name: "target" })).client.id } };
}

async function secretOf({ scene }: Place) {
  const { client, secretId } = await makeClient(scene, { name: "target" });
  return { client_id: client.id, secret_id: secretId };
}

async function rotatingClientOf(place: Place) {
  const { params } = await clientOf(place);
  await place.scene.operator.call("POST /clients/:client_id/rotation", { params, body: {} });
  return { params };
}

async function grantOf(place: Place) {
  const { params } = await clientOf(place);
  return { ...params, resource_id: place.scene.resourceId };
}

const clients = {
  "GET /clients": { policy: SIGNED_IN, isRisky: false, works: 200, request: nothing },
  "POST /clients": {
    policy: DEVELOPERS,
    isRisky: true,
    works: 201,
    request: ({ scene }) => ({ body: { organization_id: scene.organization.id, name: "made" } }),
  },
  "GET /clients/:client_id": { policy: VIEWERS, isRisky: false, works: 200, request: clientOf },
  "PATCH /clients/:client_id": {
    policy: DEVELOPERS,
    isRisky: false,
    works: 200,
    request: async (place) => ({ ...(await clientOf(place)), body: { name: "renamed" } }),
  },
  "DELETE /clients/:client_id": {
    policy: DEVELOPERS,
    isRisky: true,
    works: 204,
    request: async (place) => ({ ...(await clientOf(place)), body: { name: "target" } }),
  },
  "POST /clients/:client_id/disable": { policy: DEVELOPERS, isRisky: true, works: 200, request: clientOf },
  "POST /clients/:client_id/enable": { policy: DEVELOPERS, isRisky: true, works: 200, request: clientOf },
  "POST /clients/:client_id/end-tokens": { policy: DEVELOPERS, isRisky: true, works: 200, request: clientOf },
  "PUT /clients/:client_id/grants/:resource_id": {
    policy: DEVELOPERS,
    isRisky: false,
    works: 200,
    request: async (place) => ({ params: await grantOf(place), body: { scopes: ["write"] } }),
  },
  "DELETE /clients/:client_id/grants/:resource_id": {
    policy: DEVELOPERS,
    isRisky: true,
    works: 200,
    request: async (place) => ({ params: await grantOf(place) }),
  },
  "POST /clients/:client_id/secrets": {
    policy: DEVELOPERS,
    isRisky: true,
    works: 201,
    request: async (place) => ({ ...(await clientOf(place)), body: {} }),
  },
  "PATCH /clients/:client_id/secrets/:secret_id": {
    policy: DEVELOPERS,
    isRisky: false,
    works: 200,
    request: async (place) => ({ params: await secretOf(place), body: { label: "labelled" } }),
  },
  "POST /clients/:client_id/secrets/:secret_id/revoke": {
    policy: DEVELOPERS,
    isRisky: true,
    works: 200,
    request: async (place) => ({ params: await secretOf(place), body: {} }),
  },
  "POST /clients/:client_id/rotation": {
    policy: DEVELOPERS,
    isRisky: true,
    works: 201,
    request: async (place) => ({ ...(await clientOf(place)), body: {} }),
  },
  "POST /clients/:client_id/rotation/end": { policy: DEVELOPERS, isRisky: true, works: 200, request: rotatingClientOf },
  "POST /clients/:client_id/rotation/cancel": {
    policy: DEVELOPERS,
    isRisky: true,
    works: 200,
    request: rotatingClientOf,
  },
} as const satisfies Partial<Record<EndpointKey, Row>>;

async function resourceOf({ scene }: Place) {
  const body = { audience: `https://${fresh()}.example`, scopes: [{ name: "read" }] };
  return { params: { resource_id: (await scene.operator.call("POST /resources", { body })).id } };
}

async function scopeOf(place: Place) {
  return { ...(await resourceOf(place)).params, scope: "read" };
}

const resources = {
  "GET /resources": { policy: SIGNED_IN, isRisky: false, works: 200, request: nothing },
  "POST /resources": {
    policy: OPERATORS,
    isRisky: true,
    works: 201,
    request: () => ({ body: { audience: `https://${fresh()}.example` } }),
  },
  "GET /resources/:resource_id": {
    policy: SIGNED_IN,
    isRisky: false,
    works: 200,
    request: ({ scene }) => ({ params: { resource_id: scene.resourceId } }),
  },
  "PATCH /resources/:resource_id": {
    policy: OPERATORS,
    isRisky: false,
    works: 200,
    request: async (place) => ({ ...(await resourceOf(place)), body: { name: "renamed" } }),
  },
  "PUT /resources/:resource_id/scopes/:scope": {
    policy: OPERATORS,
    isRisky: false,
    works: 200,
    request: async (place) => ({ params: await scopeOf(place), body: { description: "described" } }),
  },
  "DELETE /resources/:resource_id/scopes/:scope": {
    policy: OPERATORS,
    isRisky: true,
    works: 200,
    request: async (place) => ({ params: await scopeOf(place) }),
  },
  "GET /signing-keys": { policy: OPERATORS, isRisky: false, works: 200, request: nothing },
  "POST /signing-keys/rotate": {
    policy: OPERATORS,
    isRisky: true,
    works: 200,
    request: () => ({ body: { algorithm: "ES256", is_emergency: true } }),
  },
} as const satisfies Partial<Record<EndpointKey, Row>>;

const records = {
  "GET /audit-events": { policy: SIGNED_IN, isRisky: false, works: 200, request: nothing },
  "GET /audit-events/export": { policy: SIGNED_IN, isRisky: false, works: 200, request: nothing },
  "GET /usage": { policy: SIGNED_IN, isRisky: false, works: 200, request: nothing },
  "GET /clients/:client_id/activity": { policy: VIEWERS, isRisky: false, works: 200, request: clientOf },
  "GET /security-findings": { policy: SIGNED_IN, isRisky: false, works: 200, request: nothing },
  "POST /token-verdicts": {
    policy: SIGNED_IN,
    isRisky: false,
    works: 200,
    request: () => ({ body: { access_token: "none", audience: "https://api.example" } }),
  },
  "GET /service": { policy: OPERATORS, isRisky: false, works: 200, request: nothing },
} as const satisfies Partial<Record<EndpointKey, Row>>;

/** What each caller may, written down by hand: a route of the contract without a row here does not compile. */
export const AUTHORIZATION: Readonly<Record<EndpointKey, Row>> = {
  ...signingIn,
  ...organizations,
  ...clients,
  ...resources,
  ...records,
};
