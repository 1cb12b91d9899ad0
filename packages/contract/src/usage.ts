import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { count, id, page, pageOf, time, timeOrNull } from "./fields.ts";
import { AUDIENCE_CHARACTERS_MAX } from "./limits.ts";

export const usage = z
  .object({
    bucket_seconds: z.int(),
    buckets: z.array(z.object({ at: time.describe("when it begins"), issued: count, denied: count })),
    totals: z.object({ issued: count, denied: count }),
  })
  .meta({ id: "Usage", description: "Every bucket of the range, those without requests too" });
export type Usage = z.output<typeof usage>;

export const activity = z
  .object({
    at: time.describe("of the last one"),
    outcome: z.enum(["issued", "denied"]),
    count: z.int().min(1).describe("alike requests that were gathered"),
    reason: z.string().nullable().describe("why it was denied; null for whoever is no operator"),
    address: z.string().nullable(),
    user_agent: z.string().nullable(),
    secret_id: id.nullable(),
    secret_hint: z.string().nullable(),
  })
  .meta({ id: "Activity" });
export type Activity = z.output<typeof activity>;

export const securityFinding = z
  .object({
    kind: z.enum([
      "secret_never_expires",
      "secret_expires_soon",
      "secret_expired",
      "client_idle",
      "rotation_under_way",
    ]),
    client_id: id,
    client_name: z.string(),
    organization_id: id,
    organization_name: z.string(),
    secret_id: id.nullable(),
    secret_hint: z.string().nullable(),
    at: timeOrNull.describe("when it ends or ended, or was last used; null: never"),
  })
  .meta({ id: "SecurityFinding" });
export type SecurityFinding = z.output<typeof securityFinding>;

export const serviceState = z
  .object({
    version: z.string(),
    started_at: time,
    database: z.enum(["sqlite", "postgres"]),
    is_database_reachable: z.boolean(),
    clients: count,
    organizations: count,
    clients_in_memory: count,
    clients_in_memory_max: count,
    usage_last_hour: z.object({ issued: count, denied: count }),
    signing_keys: z.array(z.object({ algorithm: z.string(), kid: z.string(), active_since: timeOrNull })),
    revocation_sequence: count,
    audit: z.object({ entries: count, head: z.string().nullable() }),
    memory_bytes: count,
  })
  .meta({ id: "ServiceState" });
export type ServiceState = z.output<typeof serviceState>;

export const tokenVerdict = z
  .object({
    verdict: z.enum(["accepted", "refused"]),
    reason: z.string().nullable().describe("the verifier's error code"),
    detail: z.string().nullable(),
    header: z.record(z.string(), z.json()).nullable(),
    claims: z.record(z.string(), z.json()).nullable(),
  })
  .meta({ id: "TokenVerdict", description: "What an API that uses the verifier would say" });
export type TokenVerdict = z.output<typeof tokenVerdict>;

export const usageEndpoints = {
  "GET /usage": endpoint({
    summary: "Tokens issued and denied over time",
    tag: "Usage",
    access: { kind: "listed", role: "viewer" },
    scope: "usage:read",
    query: z.object({
      range: z.enum(["24h", "7d", "30d"]).default("24h"),
      organization_id: id.optional(),
      client_id: id.optional(),
      secret_id: id.optional(),
    }),
    answer: usage,
    status: 200,
  }),
  "GET /clients/:client_id/activity": endpoint({
    summary: "Who asked for tokens lately, and what came of it; the newest first",
    tag: "Usage",
    access: { kind: "member", of: "client", role: "viewer" },
    scope: "usage:read",
    params: z.object({ client_id: id }),
    query: z.object({ ...page, outcome: z.enum(["issued", "denied"]).optional() }),
    answer: pageOf(activity),
    status: 200,
  }),
  "GET /security-findings": endpoint({
    summary: "Secrets that never expire or end soon, clients idle for 90 days, rotations under way",
    tag: "Usage",
    access: { kind: "listed", role: "viewer" },
    scope: "clients:read",
    query: z.object({ ...page, organization_id: id.optional(), kind: securityFinding.shape.kind.optional() }),
    answer: pageOf(securityFinding),
    status: 200,
  }),
  "POST /token-verdicts": endpoint({
    summary: "Say what an API's verifier would say of a token; nothing is kept",
    tag: "Usage",
    access: { kind: "signed_in" },
    scope: "clients:read",
    body: z.strictObject({
      access_token: z.string().min(1).max(8_192),
      audience: z.string().min(1).max(AUDIENCE_CHARACTERS_MAX),
    }),
    answer: tokenVerdict,
    status: 200,
  }),
  "GET /service": endpoint({
    summary: "The state of the service",
    tag: "Service",
    access: { kind: "operator" },
    scope: "service:read",
    answer: serviceState,
    status: 200,
  }),
} as const;
