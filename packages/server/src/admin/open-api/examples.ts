import type { BodyInputOf, EndpointKey } from "@celitech-auth/contract";

type Examples = { readonly [Key in EndpointKey]?: BodyInputOf<Key> };

const TYPED: Examples = {
  "POST /clients": {
    organization_id: "org_4kXw2mVtQ9bN7cLr1pYs0H",
    name: "Production",
    grants: [{ resource_id: "res_8fTqZ3nWv6Ld5sKj2xBg1M", scopes: ["esims:read", "esims:write"] }],
    secret_expires_at: "2027-12-31T23:59:59Z",
  },
  "PATCH /clients/:client_id": { name: "Production, Europe" },
  "DELETE /clients/:client_id": { name: "Production" },
  "PUT /clients/:client_id/grants/:resource_id": { scopes: ["esims:read"], default_scopes: ["esims:read"] },
  "POST /clients/:client_id/secrets": { label: "second data centre" },
  "PATCH /clients/:client_id/secrets/:secret_id": { expires_at: "2027-12-31T23:59:59Z" },
  "POST /clients/:client_id/secrets/:secret_id/revoke": { with_tokens: true },
  "POST /clients/:client_id/rotation": { overlap_seconds: 86_400, label: "spring 2027" },
  "POST /organizations": { name: "Acme Travel" },
  "PATCH /organizations/:organization_id": { name: "Acme Travel Ltd" },
  "PATCH /organizations/:organization_id/members/:user_id": { role: "developer" },
  "POST /organizations/:organization_id/invitations": { role: "developer", email: "grace@acme.example" },
  "POST /operator-invitations": { email: "operator@example.com" },
  "POST /resources": {
    audience: "https://api.example.com/v2",
    name: "Example API",
    scopes: [{ name: "orders:read", description: "Read orders" }],
  },
  "PATCH /resources/:resource_id": { token_lifetime_seconds: 900 },
  "PUT /resources/:resource_id/scopes/:scope": { description: "Read orders", is_restricted: false },
  "POST /signing-keys/rotate": { algorithm: "ES256" },
  "POST /admin-tokens": {
    name: "Terraform",
    organization_id: "org_4kXw2mVtQ9bN7cLr1pYs0H",
    scopes: ["clients:read", "clients:write"],
    expires_at: "2027-06-30T00:00:00Z",
  },
  "POST /token-verdicts": { access_token: "eyJhbGciOiJFUzI1NiJ9.eyJ9.c2ln", audience: "https://api.celitech.net/v1" },
};

/** What a body can look like, where that helps. None of the ids is anyone's. */
export const EXAMPLES: Readonly<Partial<Record<EndpointKey, unknown>>> = TYPED;
