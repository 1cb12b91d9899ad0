import type { SecretText } from "../secret-text.ts";

/** Someone who can sign in at the dashboard. */
export interface User {
  readonly id: string;
  /** Lower case, and of one user only. */
  readonly email: string;
  readonly name: string;
  readonly isOperator: boolean;
  /** argon2id in its own text format; undefined: no password. */
  readonly passwordHash: SecretText | undefined;
  readonly createdAt: number;
  readonly lastSignedInAt: number | undefined;
}

/** What a user may do in an organization, from the least to the most. */
export const ROLES = ["viewer", "developer", "owner"] as const;
export type Role = (typeof ROLES)[number];

export interface Membership {
  readonly userId: string;
  readonly organizationId: string;
  readonly role: Role;
  readonly createdAt: number;
}

/** A membership as its user sees it. */
export interface NamedMembership extends Membership {
  readonly organizationName: string;
}

/** Whether `role` may all that `needed` may. */
export function isRoleAtLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
