import type {
  Client,
  CreatedSecret,
  Grant,
  Organization,
  Resource,
  Secret,
  SecurityFinding,
  ServiceState,
  SessionState,
  TokenVerdict,
} from "@celitech-auth/contract";
import type { FakeAnswers } from "./serve-built-dashboard.ts";

/** The pages' clock is the machine's: examples are so long ago, in seconds. */
export function ago(seconds: number): string {
  return new Date(Date.now() - seconds * 1000).toISOString();
}

export const HOUR = 3_600;
export const DAY = 86_400;
export const ACME = "org_acme";

const service = {
  public_url: "http://localhost",
  issuer: "http://localhost",
  token_url: "http://localhost/oauth2/token",
  default_audience: "https://api.celitech.net/v1",
  support_url: "https://support.example/",
  version: "0.1.0",
};

const developer: SessionState = {
  user: { id: "user_ann", name: "Ann Example", email: "ann@partner.example" },
  is_operator: false,
  memberships: [{ organization_id: ACME, organization_name: "Acme Travel", role: "developer" }],
  session_id: "session_1",
  expires_at: ago(-DAY),
  confirmed_until: ago(-600),
  has_passkey: true,
  has_password: false,
  service,
};

/** Who may be signed in. */
export const SESSIONS = {
  developer,
  viewer: { ...developer, memberships: [{ ...membership("viewer"), role: "viewer" }] },
  owner: { ...developer, memberships: [{ ...membership("owner"), role: "owner" }] },
  inTwo: {
    ...developer,
    memberships: [
      { ...membership("owner"), role: "owner" },
      { organization_id: "org_globex", organization_name: "Globex", role: "viewer" },
    ],
  },
  operator: {
    ...developer,
    user: { id: "user_olga", name: "Olga Operator", email: "olga@auth.example" },
    is_operator: true,
    memberships: [],
  },
} as const satisfies Readonly<Record<string, SessionState>>;

function membership(role: "viewer" | "owner") {
  return { organization_id: ACME, organization_name: "Acme Travel", role } as const;
}

const actor = { kind: "user", id: "user_ann", name: "Ann Example" } as const;

export function exampleSecret(changed: Partial<Secret> = {}): Secret {
  return {
    id: "secret_1",
    hint: "a1B2",
    label: null,
    state: "live",
    created_at: ago(40 * DAY),
    created_by: actor,
    expires_at: null,
    revoked_at: null,
    replaced_by: null,
    first_used_at: ago(39 * DAY),
    last_used_at: ago(120),
    last_used_from: "203.0.113.9",
    last_used_user_agent: "celitech-auth-client/0.1.0 node/26",
    tokens_issued: 1_284,
    ...changed,
  };
}

export const exampleGrant: Grant = {
  resource_id: "resource_celitech",
  audience: "https://api.celitech.net/v1",
  resource_name: "CELITECH API",
  is_default: true,
  scopes: ["destinations:read", "packages:read", "purchases:write"],
  default_scopes: ["destinations:read", "packages:read", "purchases:write"],
};

export function exampleClient(changed: Partial<Client> = {}): Client {
  return {
    id: "celitech_client_6yXQ2mLr0pVb3KfDn8sTwa",
    name: "Booking backend, production",
    organization_id: ACME,
    organization_name: "Acme Travel",
    kind: "client",
    authentication_method: "client_secret",
    status: "enabled",
    created_at: ago(40 * DAY),
    created_by: actor,
    last_used_at: ago(120),
    grants: [exampleGrant],
    secrets: [exampleSecret()],
    rotation: null,
    ...changed,
  };
}

/** The answer to a creation or rotation; null: it is the replay of one. */
export function exampleCreatedSecret(secret: string | null, client = exampleClient()): CreatedSecret {
  const notice = "Store it now: it is shown this once.";
  return { client, secret_id: client.secrets[0]?.id ?? "", client_secret: secret, notice };
}

export const exampleResource: Resource = {
  id: "resource_celitech",
  audience: "https://api.celitech.net/v1",
  name: "CELITECH API",
  signing_algorithm: "ES256",
  token_lifetime_seconds: null,
  is_default: true,
  created_at: ago(200 * DAY),
  scopes: [
    { name: "destinations:read", description: "List the destinations.", is_restricted: false, clients: 12 },
    { name: "packages:read", description: "List the packages and their prices.", is_restricted: false, clients: 11 },
    { name: "purchases:write", description: "Buy eSIMs. Costs money.", is_restricted: false, clients: 7 },
    { name: "refunds:write", description: "Pay purchases back.", is_restricted: true, clients: 1 },
  ],
};

/** A rotation since an hour ago: the old secret has gone quiet. */
export function clientInRotation(): Client {
  const old = exampleSecret({
    id: "secret_old",
    state: "ending",
    expires_at: ago(-23 * HOUR),
    replaced_by: "secret_new",
    last_used_at: ago(3 * HOUR),
    last_used_from: "1.2.3.4",
  });
  const next = exampleSecret({
    id: "secret_new",
    hint: "Zz99",
    created_at: ago(HOUR),
    first_used_at: ago(3_000),
    tokens_issued: 14,
  });
  return exampleClient({
    secrets: [next, old],
    rotation: { old_secret_id: "secret_old", new_secret_id: "secret_new", ends_at: ago(-23 * HOUR) },
  });
}

/** A list as it looks after a while. */
export function exampleClients(): readonly Client[] {
  return [
    exampleClient(),
    {
      ...clientInRotation(),
      id: "celitech_client_2bNf7yT1cWq9RjXk4HvLza",
      name: "Mobile gateway",
      created_at: ago(12 * DAY),
    },
    exampleClient({
      id: "celitech_client_9aVt5oGm3sPi7UeBd1KxQz",
      name: "Nightly price import",
      last_used_at: ago(9 * HOUR),
      secrets: [exampleSecret({ id: "secret_3", hint: "Q7rs", expires_at: ago(-6 * DAY) })],
      grants: [{ ...exampleGrant, scopes: ["packages:read"] }],
    }),
    exampleClient({
      id: "celitech_client_4kLp8wEc6hYz0TnRg2MjSb",
      name: "Old shop (replaced in spring)",
      status: "disabled",
      last_used_at: ago(160 * DAY),
      created_at: ago(700 * DAY),
      created_by: { kind: "command_line", id: "cli", name: "command line" },
      secrets: [exampleSecret({ id: "secret_4", hint: "mm01", created_at: ago(700 * DAY) })],
    }),
    exampleClient({
      id: "celitech_client_1sDf3gHj5kLz7xCv9bNm0Q",
      name: "Staging",
      last_used_at: null,
      created_at: ago(300),
      grants: [{ ...exampleGrant, scopes: [] }],
      secrets: [exampleSecret({ id: "secret_5", hint: "0k0k", first_used_at: null, last_used_at: null })],
    }),
  ];
}

/** A session as the service at this address tells of it. */
export function sessionAt(url: string, session: SessionState = SESSIONS.developer): SessionState {
  return { ...session, service: { ...service, public_url: url, issuer: url, token_url: `${url}/oauth2/token` } };
}

/** What the pages of clients ask for; `url` tells where the test's server listens once it does. */
export function exampleAnswers(url: () => string): FakeAnswers {
  return {
    "GET /session": () => sessionAt(url()),
    "GET /clients": () => ({ items: [...exampleClients()], next_cursor: null }),
    "GET /clients/:client_id": ({ params }) =>
      exampleClients().find(({ id }) => id === params.client_id) ?? exampleClient(),
    "GET /resources": { items: [exampleResource], next_cursor: null },
    "GET /organizations": { items: [...exampleOrganizations], next_cursor: null },
    "GET /security-findings": () => ({ items: [...exampleFindings()], next_cursor: null }),
    "GET /service": exampleService,
    "POST /token-verdicts": ({ body }) => verdictOn(body.audience),
  };
}

export const exampleOrganizations: readonly Organization[] = [
  { id: ACME, name: "Acme Travel", created_at: ago(300 * DAY), clients: 5, members: 3, last_used_at: ago(120) },
  { id: "org_globex", name: "Globex", created_at: ago(90 * DAY), clients: 2, members: 1, last_used_at: null },
];

function exampleFindings(): readonly SecurityFinding[] {
  const organization = { organization_id: ACME, organization_name: "Acme Travel" };
  const [, gateway, nightly] = exampleClients();
  return [
    {
      ...organization,
      kind: "secret_expires_soon",
      client_id: nightly?.id ?? "",
      client_name: nightly?.name ?? "",
      secret_id: "secret_3",
      secret_hint: "Q7rs",
      at: ago(-6 * DAY),
    },
    {
      ...organization,
      kind: "rotation_under_way",
      client_id: gateway?.id ?? "",
      client_name: gateway?.name ?? "",
      secret_id: "secret_old",
      secret_hint: "a1B2",
      at: ago(-23 * HOUR),
    },
  ];
}

const exampleService: ServiceState = {
  version: "0.1.0",
  started_at: ago(9 * DAY),
  database: "postgres",
  is_database_reachable: true,
  clients: 10_482,
  organizations: 311,
  clients_in_memory: 9_120,
  clients_in_memory_max: 100_000,
  usage_last_hour: { issued: 48_211, denied: 37 },
  signing_keys: [
    { algorithm: "ES256", kid: "k1", active_since: ago(62 * DAY) },
    { algorithm: "RS256", kid: "k2", active_since: ago(62 * DAY) },
  ],
  revocation_sequence: 214,
  audit: { entries: 90_112, head: "9f2c" },
  memory_bytes: 180_000_000,
};

/** What the token endpoint of the examples issues; its signature is none. */
export const EXAMPLE_TOKEN = { access_token: "header.claims.signature", token_type: "Bearer", expires_in: 3_600 };

function verdictOn(audience: string): TokenVerdict {
  const isRight = audience === exampleGrant.audience;
  const now = Math.floor(Date.now() / 1000);
  return {
    verdict: isRight ? "accepted" : "refused",
    reason: isRight ? null : "audience_mismatch",
    detail: isRight ? null : "The token is for another API",
    header: { typ: "at+jwt", alg: "ES256", kid: "Yx3k0n1c" },
    claims: {
      iss: "https://auth.celitech.net",
      aud: exampleGrant.audience,
      sub: exampleClient().id,
      client_id: exampleClient().id,
      scope: "destinations:read packages:read",
      iat: now,
      exp: now + 3_600,
      jti: "6yXQ2mLr0pVb3KfDn8sTwa",
      org_id: ACME,
      cred: "secret_1",
      gen: 0,
    },
  };
}
