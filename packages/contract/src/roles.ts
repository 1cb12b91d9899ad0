import { z } from "zod";

/** From the least to the most: each may what those before it may. */
export const ORGANIZATION_ROLES = ["viewer", "developer", "owner"] as const;
export type OrganizationRole = (typeof ORGANIZATION_ROLES)[number];
export const organizationRole = z
  .enum(ORGANIZATION_ROLES)
  .describe("viewer: sees; developer: creates and rotates credentials; owner: also members and admin tokens");

/** What an admin token may do, beside what its owner may. */
export const ADMIN_SCOPES = [
  "organizations:read",
  "organizations:write",
  "members:read",
  "members:write",
  "clients:read",
  "clients:write",
  "resources:read",
  "resources:write",
  "keys:read",
  "keys:write",
  "audit:read",
  "usage:read",
  "service:read",
] as const;
export type AdminScope = (typeof ADMIN_SCOPES)[number];
export const adminScope = z.enum(ADMIN_SCOPES);
