import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { actor, count, email, id, name, notice, page, pageOf, search, shownOnce, time, timeOrNull } from "./fields.ts";
import { organizationRole } from "./roles.ts";

export const organization = z
  .object({ id, name, created_at: time, clients: count, members: count, last_used_at: timeOrNull })
  .meta({ id: "Organization", description: "A partner" });
export type Organization = z.output<typeof organization>;

export const member = z
  .object({
    user_id: id,
    organization_id: id,
    name: z.string(),
    email: z.string(),
    role: organizationRole,
    joined_at: time,
    last_signed_in_at: timeOrNull,
  })
  .meta({ id: "Member" });
export type Member = z.output<typeof member>;

export const operator = z
  .object({ user_id: id, name: z.string(), email: z.string(), created_at: time, last_signed_in_at: timeOrNull })
  .meta({ id: "Operator" });
export type Operator = z.output<typeof operator>;

export const invitation = z
  .object({
    id,
    organization_id: id.nullable().describe("null: an invitation to be an operator"),
    role: organizationRole.nullable().describe("null for an operator"),
    email: z.string().nullable().describe("for whom it is meant; whoever has the link may use it"),
    created_at: time,
    created_by: actor,
    expires_at: time,
  })
  .meta({ id: "Invitation" });
export type Invitation = z.output<typeof invitation>;

export const createdInvitation = z
  .object({ invitation, link: shownOnce.describe("the one-time link to pass on"), notice })
  .meta({ id: "CreatedInvitation" });

const byOrganization = z.object({ organization_id: id });
const tag = "Partners";

export const organizationEndpoints = {
  "GET /organizations": endpoint({
    summary: "The partners that the caller sees, by name",
    tag,
    access: { kind: "listed", role: "viewer" },
    scope: "organizations:read",
    query: z.object({ ...page, search: search.optional().describe("part of the name, or the start of the id") }),
    answer: pageOf(organization),
    status: 200,
  }),
  "POST /organizations": endpoint({
    summary: "Add a partner",
    tag,
    access: { kind: "operator" },
    scope: "organizations:write",
    body: z.strictObject({ name }),
    answer: organization,
    status: 201,
    problems: ["conflict"],
    isIdempotent: true,
    isRisky: true,
  }),
  "GET /organizations/:organization_id": endpoint({
    summary: "One partner",
    tag,
    access: { kind: "member", of: "organization", role: "viewer" },
    scope: "organizations:read",
    params: byOrganization,
    answer: organization,
    status: 200,
    hasEntityTag: true,
  }),
  "PATCH /organizations/:organization_id": endpoint({
    summary: "Rename a partner",
    tag,
    access: { kind: "member", of: "organization", role: "owner" },
    scope: "organizations:write",
    params: byOrganization,
    body: z.strictObject({ name }),
    answer: organization,
    status: 200,
    problems: ["conflict", "changed_meanwhile"],
    hasEntityTag: true,
  }),
  "DELETE /organizations/:organization_id": endpoint({
    summary: "Remove a partner that has no clients",
    tag,
    access: { kind: "operator" },
    scope: "organizations:write",
    params: byOrganization,
    status: 204,
    problems: ["conflict", "changed_meanwhile"],
    hasEntityTag: true,
    isRisky: true,
  }),
  "GET /organizations/:organization_id/members": endpoint({
    summary: "The members of a partner",
    tag,
    access: { kind: "member", of: "organization", role: "viewer" },
    scope: "members:read",
    params: byOrganization,
    query: z.object(page),
    answer: pageOf(member),
    status: 200,
  }),
  "PATCH /organizations/:organization_id/members/:user_id": endpoint({
    summary:
      "Change a member's role; the last owner stays one. Admin tokens and unused invitations that an owner made end with that role",
    tag,
    access: { kind: "member", of: "organization", role: "owner" },
    scope: "members:write",
    params: z.object({ organization_id: id, user_id: id }),
    body: z.strictObject({ role: organizationRole }),
    answer: member,
    status: 200,
    problems: ["conflict"],
    isRisky: true,
  }),
  "DELETE /organizations/:organization_id/members/:user_id": endpoint({
    summary:
      "Remove a member; their sessions see no more of the partner at once, and admin tokens and unused invitations that they made for it end",
    tag,
    access: { kind: "member", of: "organization", role: "owner" },
    scope: "members:write",
    params: z.object({ organization_id: id, user_id: id }),
    status: 204,
    problems: ["conflict"],
    isRisky: true,
  }),
  "GET /organizations/:organization_id/invitations": endpoint({
    summary: "Invitations that nobody has used yet",
    tag,
    access: { kind: "member", of: "organization", role: "owner" },
    scope: "members:read",
    params: byOrganization,
    query: z.object(page),
    answer: pageOf(invitation),
    status: 200,
  }),
  "POST /organizations/:organization_id/invitations": endpoint({
    summary: "Invite a member by a one-time link",
    tag,
    access: { kind: "member", of: "organization", role: "owner" },
    scope: "members:write",
    params: byOrganization,
    body: z.strictObject({ role: organizationRole, email: email.nullable().default(null) }),
    answer: createdInvitation,
    status: 201,
    isIdempotent: true,
    isRisky: true,
  }),
  "DELETE /organizations/:organization_id/invitations/:invitation_id": endpoint({
    summary: "Withdraw an invitation",
    tag,
    access: { kind: "member", of: "organization", role: "owner" },
    scope: "members:write",
    params: z.object({ organization_id: id, invitation_id: id }),
    status: 204,
    isRisky: true,
  }),
  "GET /operators": endpoint({
    summary: "The people who run this service",
    tag: "Operators",
    access: { kind: "operator" },
    scope: "members:read",
    query: z.object(page),
    answer: pageOf(operator),
    status: 200,
  }),
  "DELETE /operators/:user_id": endpoint({
    summary:
      "Take the operator's role from someone; the last operator stays one. Admin tokens and unused invitations that they made as one end",
    tag: "Operators",
    access: { kind: "operator" },
    scope: "members:write",
    params: z.object({ user_id: id }),
    status: 204,
    problems: ["conflict"],
    isRisky: true,
  }),
  "GET /operator-invitations": endpoint({
    summary: "Invitations to be an operator that nobody has used yet",
    tag: "Operators",
    access: { kind: "operator" },
    scope: "members:read",
    query: z.object(page),
    answer: pageOf(invitation),
    status: 200,
  }),
  "POST /operator-invitations": endpoint({
    summary: "Invite an operator by a one-time link",
    tag: "Operators",
    access: { kind: "operator" },
    scope: "members:write",
    body: z.strictObject({ email: email.nullable().default(null) }),
    answer: createdInvitation,
    status: 201,
    isIdempotent: true,
    isRisky: true,
  }),
  "DELETE /operator-invitations/:invitation_id": endpoint({
    summary: "Withdraw an invitation to be an operator",
    tag: "Operators",
    access: { kind: "operator" },
    scope: "members:write",
    params: z.object({ invitation_id: id }),
    status: 204,
    isRisky: true,
  }),
} as const;
