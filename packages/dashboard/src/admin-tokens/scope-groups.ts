import type { AdminScope } from "@celitech-auth/contract";

interface ScopeGroup {
  readonly title: string;
  readonly scopes: readonly {
    readonly name: AdminScope;
    readonly description: string;
    readonly isOperatorsOnly?: true;
  }[];
}

/** What an admin token may be allowed to do, by subject, in words. */
export const SCOPE_GROUPS: readonly ScopeGroup[] = [
  {
    title: "Clients and secrets",
    scopes: [
      { name: "clients:read", description: "List clients, their secrets’ hints and security findings" },
      { name: "clients:write", description: "Create, change, rotate, disable and delete clients and secrets" },
    ],
  },
  {
    title: "Partners and members",
    scopes: [
      { name: "organizations:read", description: "List partners" },
      { name: "organizations:write", description: "Add, rename and remove partners" },
      { name: "members:read", description: "List members and open invitations" },
      { name: "members:write", description: "Invite members, change roles, remove members" },
    ],
  },
  {
    title: "What happened",
    scopes: [
      { name: "usage:read", description: "Read usage and the activity of clients" },
      { name: "audit:read", description: "Read and export the audit log" },
    ],
  },
  {
    title: "APIs and the service",
    scopes: [
      { name: "resources:read", description: "List APIs and their scopes" },
      { name: "resources:write", description: "Add and change APIs and scopes", isOperatorsOnly: true },
      { name: "keys:read", description: "List signing keys", isOperatorsOnly: true },
      { name: "keys:write", description: "Rotate signing keys", isOperatorsOnly: true },
      { name: "service:read", description: "Read the state of the service", isOperatorsOnly: true },
    ],
  },
];
