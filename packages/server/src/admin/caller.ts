import type { AdminScope, OrganizationRole } from "@celitech-auth/contract";

/** Who calls the admin API: someone who is signed in at the dashboard, or a program with an admin token. */
export type Caller = UserCaller | AdminTokenCaller;

export interface UserCaller {
  readonly kind: "user";
  readonly userId: string;
  readonly sessionId: string;
  readonly isOperator: boolean;
  readonly memberships: readonly Membership[];
  /** When the passkey or password was last given. */
  readonly confirmedAt: number;
}

export interface Membership {
  readonly organizationId: string;
  readonly role: OrganizationRole;
}

export interface AdminTokenCaller {
  readonly kind: "admin_token";
  readonly tokenId: string;
  /** Undefined: it acts as an operator; else as an owner of this organization. */
  readonly organizationId: string | undefined;
  readonly scopes: readonly AdminScope[];
}

/** For audit events and idempotency keys. */
export function actorOf(caller: Caller): string {
  return caller.kind === "user" ? `user:${caller.userId}` : `admin_token:${caller.tokenId}`;
}

export function isOperator(caller: Caller): boolean {
  return caller.kind === "user" ? caller.isOperator : caller.organizationId === undefined;
}

/** The caller's role in an organization; undefined: it does not exist for them. An operator is an owner everywhere. */
export function roleIn(caller: Caller, organizationId: string): OrganizationRole | undefined {
  if (isOperator(caller)) return "owner";
  if (caller.kind === "admin_token") return caller.organizationId === organizationId ? "owner" : undefined;
  return caller.memberships.find((membership) => membership.organizationId === organizationId)?.role;
}
