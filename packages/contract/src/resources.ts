import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { count, id, name, page, pageOf, time, timeOrNull } from "./fields.ts";
import {
  AUDIENCE_CHARACTERS_MAX,
  DESCRIPTION_CHARACTERS_MAX,
  SCOPE_NAME,
  TOKEN_LIFETIME_SECONDS_MAX,
} from "./limits.ts";

export const signingAlgorithm = z.enum(["ES256", "RS256"]);

export const resourceScope = z
  .object({
    name: z.string(),
    description: z.string(),
    is_restricted: z.boolean().describe("operators alone may let clients ask for it"),
    clients: count.describe("how many may ask for it"),
  })
  .meta({ id: "ResourceScope" });

export const resource = z
  .object({
    id,
    audience: z.string().describe("the URI in `aud`; never changes"),
    name,
    signing_algorithm: signingAlgorithm,
    token_lifetime_seconds: z.int().nullable().describe("null: the default of the service"),
    is_default: z.boolean().describe("the API of clients that are made without naming one"),
    scopes: z.array(resourceScope),
    created_at: time,
  })
  .meta({ id: "Resource", description: "An API: what tokens are for" });
export type Resource = z.output<typeof resource>;

export const signingKey = z
  .object({
    kid: z.string(),
    algorithm: signingAlgorithm,
    state: z.enum(["next", "active", "retired", "removed"]),
    created_at: time,
    activates_at: timeOrNull,
    removed_at: timeOrNull,
    public_jwk: z.record(z.string(), z.string()),
  })
  .meta({ id: "SigningKey" });
export type SigningKey = z.output<typeof signingKey>;

const scopeName = z.string().regex(SCOPE_NAME, "must be printable ASCII without spaces, quotes and backslashes");
const scopeRequest = z.strictObject({
  description: z
    .string()
    .max(DESCRIPTION_CHARACTERS_MAX)
    .regex(/^\P{Cc}*$/u, "must hold no control characters")
    .default(""),
  is_restricted: z.boolean().default(false),
});
const lifetime = z.int().min(1).max(TOKEN_LIFETIME_SECONDS_MAX).nullable();
const byResource = z.object({ resource_id: id });
const byScope = z.object({ resource_id: id, scope: scopeName });
const tag = "APIs";

export const resourceEndpoints = {
  "GET /resources": endpoint({
    summary: "The APIs that tokens can be for, with their scopes",
    tag,
    access: { kind: "signed_in" },
    scope: "resources:read",
    query: z.object(page),
    answer: pageOf(resource),
    status: 200,
  }),
  "POST /resources": endpoint({
    summary: "Add an API",
    tag,
    access: { kind: "operator" },
    scope: "resources:write",
    body: z.strictObject({
      audience: z.string().min(1).max(AUDIENCE_CHARACTERS_MAX),
      name: name.optional(),
      signing_algorithm: signingAlgorithm.default("ES256"),
      token_lifetime_seconds: lifetime.default(null),
      scopes: z
        .array(scopeRequest.extend({ name: scopeName }))
        .max(200)
        .default([]),
    }),
    answer: resource,
    status: 201,
    problems: ["conflict"],
    isIdempotent: true,
    isRisky: true,
  }),
  "GET /resources/:resource_id": endpoint({
    summary: "One API",
    tag,
    access: { kind: "signed_in" },
    scope: "resources:read",
    params: byResource,
    answer: resource,
    status: 200,
    hasEntityTag: true,
  }),
  "PATCH /resources/:resource_id": endpoint({
    summary: "Change an API's name, signing algorithm or token lifetime",
    tag,
    access: { kind: "operator" },
    scope: "resources:write",
    params: byResource,
    body: z.strictObject({
      name: name.optional(),
      signing_algorithm: signingAlgorithm.optional(),
      token_lifetime_seconds: lifetime.optional(),
    }),
    answer: resource,
    status: 200,
    problems: ["changed_meanwhile"],
    hasEntityTag: true,
  }),
  "PUT /resources/:resource_id/scopes/:scope": endpoint({
    summary: "Define a scope, or describe it anew",
    tag,
    access: { kind: "operator" },
    scope: "resources:write",
    params: byScope,
    body: scopeRequest,
    answer: resource,
    status: 200,
    problems: ["changed_meanwhile"],
    hasEntityTag: true,
  }),
  "DELETE /resources/:resource_id/scopes/:scope": endpoint({
    summary: "Remove a scope that no client may ask for",
    tag,
    access: { kind: "operator" },
    scope: "resources:write",
    params: byScope,
    answer: resource,
    status: 200,
    problems: ["conflict", "changed_meanwhile"],
    hasEntityTag: true,
    isRisky: true,
  }),
  "GET /signing-keys": endpoint({
    summary: "The keys that sign tokens, and those that did",
    tag: "Signing keys",
    access: { kind: "operator" },
    scope: "keys:read",
    answer: z.object({ items: z.array(signingKey) }),
    status: 200,
  }),
  "POST /signing-keys/rotate": endpoint({
    summary: "Let the next key sign. In an emergency at once, and every token of the stolen key ends",
    tag: "Signing keys",
    access: { kind: "operator" },
    scope: "keys:write",
    body: z.strictObject({ algorithm: signingAlgorithm, is_emergency: z.boolean().default(false) }),
    answer: z.object({ items: z.array(signingKey) }),
    status: 200,
    problems: ["conflict"],
    isRisky: true,
  }),
} as const;
