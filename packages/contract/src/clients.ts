import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import {
  actor,
  count,
  expiry,
  id,
  label,
  name,
  notice,
  page,
  pageOf,
  search,
  shownOnce,
  time,
  timeOrNull,
} from "./fields.ts";
import { OVERLAP_SECONDS_DEFAULT, OVERLAP_SECONDS_MAX } from "./limits.ts";

export const secret = z
  .object({
    id,
    hint: z.string().describe("its last characters, four at most"),
    label,
    state: z.enum(["live", "ending", "expired", "revoked"]).describe("ending: a rotation replaces it, at expires_at"),
    created_at: time,
    created_by: actor.nullable(),
    expires_at: timeOrNull,
    revoked_at: timeOrNull,
    replaced_by: id.nullable().describe("the secret that a rotation put in its place"),
    first_used_at: timeOrNull,
    last_used_at: timeOrNull,
    last_used_from: z.string().nullable().describe("an address"),
    last_used_user_agent: z.string().nullable(),
    tokens_issued: count,
  })
  .meta({ id: "Secret" });
export type Secret = z.output<typeof secret>;

export const grant = z
  .object({
    resource_id: id,
    audience: z.string(),
    resource_name: z.string(),
    is_default: z.boolean().describe("for token requests that name no resource"),
    scopes: z.array(z.string()),
    default_scopes: z.array(z.string()).describe("what a token request without scope gets"),
  })
  .meta({ id: "Grant" });
export type Grant = z.output<typeof grant>;

export const client = z
  .object({
    id,
    name,
    organization_id: id,
    organization_name: z.string(),
    kind: z.enum(["client", "resource_server"]),
    authentication_method: z.enum(["client_secret", "client_secret_basic", "client_secret_post", "private_key_jwt"]),
    status: z.enum(["enabled", "disabled"]),
    created_at: time,
    created_by: actor,
    last_used_at: timeOrNull,
    grants: z.array(grant),
    secrets: z.array(secret).describe("the newest first; dead ones stay for the record"),
    rotation: z
      .object({ old_secret_id: id, new_secret_id: id, ends_at: time })
      .nullable()
      .describe("the rotation under way"),
  })
  .meta({ id: "Client" });
export type Client = z.output<typeof client>;

export const createdSecret = z
  .object({ client, secret_id: id, client_secret: shownOnce, notice })
  .meta({ id: "CreatedSecret", description: "A client with a secret that is shown this once" });
export type CreatedSecret = z.output<typeof createdSecret>;

const grantRequest = z.strictObject({
  resource_id: id,
  scopes: z.array(z.string().min(1).max(100)).max(100).default([]),
  default_scopes: z.array(z.string().min(1).max(100)).max(100).optional().describe("default: all of scopes"),
  is_default: z.boolean().optional(),
});

const byClient = z.object({ client_id: id });
const bySecret = z.object({ client_id: id, secret_id: id });
const tag = "Clients";
const developer = { kind: "member", of: "client", role: "developer" } as const;

export const clientEndpoints = {
  "GET /clients": endpoint({
    summary: "The clients of the partners that the caller sees",
    tag,
    access: { kind: "listed", role: "viewer" },
    scope: "clients:read",
    query: z.object({
      ...page,
      search: search.optional().describe("part of the name, or the start of the id"),
      organization_id: id.optional(),
      status: z.enum(["enabled", "disabled"]).optional(),
      sort: z
        .enum(["-created_at", "created_at", "name", "-name", "-last_used_at", "last_used_at"])
        .default("-created_at")
        .describe("`last_used_at` sorts by the minute of the last use"),
    }),
    answer: pageOf(client),
    status: 200,
  }),
  "POST /clients": endpoint({
    summary: "Create a client with its first secret",
    tag,
    access: { kind: "member", of: "body", role: "developer" },
    scope: "clients:write",
    body: z.strictObject({
      organization_id: id,
      name,
      kind: z.enum(["client", "resource_server"]).default("client").describe("resource_server: operators only"),
      authentication_method: z
        .enum(["client_secret", "client_secret_basic", "client_secret_post"])
        .default("client_secret"),
      grants: z.array(grantRequest).max(50).optional().describe("default: the default API without scopes"),
      secret_label: label.optional(),
      secret_expires_at: expiry.optional(),
    }),
    answer: createdSecret,
    status: 201,
    isIdempotent: true,
    isRisky: true,
  }),
  "GET /clients/:client_id": endpoint({
    summary: "One client",
    tag,
    access: { kind: "member", of: "client", role: "viewer" },
    scope: "clients:read",
    params: byClient,
    answer: client,
    status: 200,
    hasEntityTag: true,
  }),
  "PATCH /clients/:client_id": endpoint({
    summary: "Rename a client, or restrict how it authenticates",
    tag,
    access: developer,
    scope: "clients:write",
    params: byClient,
    body: z.strictObject({
      name: name.optional(),
      authentication_method: z.enum(["client_secret", "client_secret_basic", "client_secret_post"]).optional(),
    }),
    answer: client,
    status: 200,
    problems: ["changed_meanwhile"],
    hasEntityTag: true,
  }),
  "DELETE /clients/:client_id": endpoint({
    summary: "Delete a client for good, and end its tokens",
    tag,
    access: developer,
    scope: "clients:write",
    params: byClient,
    body: z.strictObject({ name: z.string().describe("the client's name, typed: that it is really this one") }),
    status: 204,
    problems: ["changed_meanwhile"],
    hasEntityTag: true,
    isRisky: true,
  }),
  "POST /clients/:client_id/disable": endpoint({
    summary: "Refuse a client, and end its tokens; can be undone",
    tag,
    access: developer,
    scope: "clients:write",
    params: byClient,
    answer: client,
    status: 200,
    problems: ["changed_meanwhile"],
    hasEntityTag: true,
    isRisky: true,
  }),
  "POST /clients/:client_id/enable": endpoint({
    summary: "Accept a disabled client again",
    tag,
    access: developer,
    scope: "clients:write",
    params: byClient,
    answer: client,
    status: 200,
    problems: ["changed_meanwhile"],
    hasEntityTag: true,
    isRisky: true,
  }),
  "POST /clients/:client_id/end-tokens": endpoint({
    summary: "End all tokens that a client holds; it may ask for new ones",
    tag,
    access: developer,
    scope: "clients:write",
    params: byClient,
    answer: client,
    status: 200,
    problems: ["changed_meanwhile"],
    hasEntityTag: true,
    isRisky: true,
  }),
  "PUT /clients/:client_id/grants/:resource_id": endpoint({
    summary: "Let a client ask for scopes of an API, in place of what it could ask for there",
    tag,
    access: developer,
    scope: "clients:write",
    params: z.object({ client_id: id, resource_id: id }),
    body: grantRequest.omit({ resource_id: true }),
    answer: client,
    status: 200,
    problems: ["changed_meanwhile"],
    hasEntityTag: true,
  }),
  "DELETE /clients/:client_id/grants/:resource_id": endpoint({
    summary: "Let a client ask for nothing of an API any more",
    tag,
    access: developer,
    scope: "clients:write",
    params: z.object({ client_id: id, resource_id: id }),
    answer: client,
    status: 200,
    problems: ["changed_meanwhile"],
    hasEntityTag: true,
    isRisky: true,
  }),
  "POST /clients/:client_id/secrets": endpoint({
    summary: "Create a second secret; the first one goes on",
    tag: "Secrets",
    access: developer,
    scope: "clients:write",
    params: byClient,
    body: z.strictObject({ label: label.optional(), expires_at: expiry.optional() }),
    answer: createdSecret,
    status: 201,
    problems: ["conflict"],
    isIdempotent: true,
    isRisky: true,
  }),
  "PATCH /clients/:client_id/secrets/:secret_id": endpoint({
    summary: "Label a secret, or set when it ends",
    tag: "Secrets",
    access: developer,
    scope: "clients:write",
    params: bySecret,
    body: z.strictObject({ label: label.optional(), expires_at: expiry.optional() }),
    answer: client,
    status: 200,
    problems: ["conflict", "changed_meanwhile"],
    hasEntityTag: true,
  }),
  "POST /clients/:client_id/secrets/:secret_id/revoke": endpoint({
    summary: "End a secret at once, and what was issued for it too where with_tokens is true",
    tag: "Secrets",
    access: developer,
    scope: "clients:write",
    params: bySecret,
    body: z.strictObject({ with_tokens: z.boolean().default(false) }),
    answer: client,
    status: 200,
    problems: ["changed_meanwhile"],
    hasEntityTag: true,
    isRisky: true,
  }),
  "POST /clients/:client_id/rotation": endpoint({
    summary: "A new secret in place of the one that lives, which goes on for the overlap",
    tag: "Secrets",
    access: developer,
    scope: "clients:write",
    params: byClient,
    body: z.strictObject({
      overlap_seconds: z.int().min(0).max(OVERLAP_SECONDS_MAX).default(OVERLAP_SECONDS_DEFAULT),
      label: label.optional(),
      expires_at: expiry.optional(),
    }),
    answer: createdSecret,
    status: 201,
    problems: ["conflict"],
    isIdempotent: true,
    isRisky: true,
  }),
  "POST /clients/:client_id/rotation/end": endpoint({
    summary: "End the overlap: the old secret ends now",
    tag: "Secrets",
    access: developer,
    scope: "clients:write",
    params: byClient,
    answer: client,
    status: 200,
    problems: ["conflict", "changed_meanwhile"],
    hasEntityTag: true,
    isRisky: true,
  }),
  "POST /clients/:client_id/rotation/cancel": endpoint({
    summary: "Cancel the rotation: the new secret ends now, the old one goes on as before",
    tag: "Secrets",
    access: developer,
    scope: "clients:write",
    params: byClient,
    answer: client,
    status: 200,
    problems: ["conflict", "changed_meanwhile"],
    hasEntityTag: true,
    isRisky: true,
  }),
} as const;
