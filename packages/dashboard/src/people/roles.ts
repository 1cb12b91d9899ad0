import type { OrganizationRole } from "@celitech-auth/contract";

/** What each role of a partner may do, the one that may least first. */
export const ROLES: readonly {
  readonly value: OrganizationRole;
  readonly label: string;
  readonly description: string;
}[] = [
  { value: "viewer", label: "Viewer", description: "Sees clients, usage and the audit log. Changes nothing." },
  { value: "developer", label: "Developer", description: "Also creates clients and rotates their secrets." },
  { value: "owner", label: "Owner", description: "Also manages members, admin tokens and the partner’s name." },
];

export function labelRole(role: OrganizationRole | null): string {
  return ROLES.find(({ value }) => value === role)?.label ?? "Operator";
}
