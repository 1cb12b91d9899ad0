import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { actor, id, page, pageOf, time } from "./fields.ts";

const facts = z.record(z.string(), z.json());

export const auditEvent = z
  .object({
    id,
    sequence: z.int().nullable().describe("its place in the chain; null: it is older than the chain"),
    at: time,
    actor,
    action: z.string().describe("such as client.created"),
    subject: z.object({ id: z.string(), name: z.string().nullable() }),
    organization_id: id.nullable(),
    organization_name: z.string().nullable(),
    address: z.string().nullable().describe("where it came from"),
    user_agent: z.string().nullable(),
    before: facts.nullable(),
    after: facts.nullable(),
    details: facts,
  })
  .meta({ id: "AuditEvent" });
export type AuditEvent = z.output<typeof auditEvent>;

const filters = {
  organization_id: id.optional(),
  subject_id: z.string().max(200).optional(),
  actor_id: z.string().max(200).optional(),
  action: z.string().max(200).optional().describe("an action, or the start of one that ends in a dot: client."),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
};
const tag = "Audit log";

export const auditEndpoints = {
  "GET /audit-events": endpoint({
    summary: "What was done, by whom, when and from where; the newest first",
    tag,
    access: { kind: "listed", role: "viewer" },
    scope: "audit:read",
    query: z.object({ ...page, ...filters }),
    answer: pageOf(auditEvent),
    status: 200,
  }),
  "GET /audit-events/export": endpoint({
    summary: "The same as a file, the oldest first",
    tag,
    access: { kind: "listed", role: "viewer" },
    scope: "audit:read",
    query: z.object({ ...filters, format: z.enum(["csv", "ndjson"]).default("ndjson") }),
    streams: ["text/csv", "application/x-ndjson"],
    status: 200,
  }),
} as const;
