import type { ActorNames, ActorReference } from "./actor.ts";
import type { ClientDetails } from "./client.ts";
import type { ListOrder, Page, PageQuery } from "./cursor.ts";
import type { ClientId } from "./identifier.ts";
import type { Organization } from "./organization.ts";
import type { Role } from "./people/user.ts";
import type { ResourceDetails } from "./resource.ts";
import type { SigningKey } from "./signing-key.ts";

/** What clients can be sorted by. Those that were never used count as used before all others. */
export const CLIENT_ORDERS = {
  "-created_at": { name: "-created_at", valueType: "number" },
  created_at: { name: "created_at", valueType: "number" },
  name: { name: "name", valueType: "string" },
  "-name": { name: "-name", valueType: "string" },
  "-last_used_at": { name: "-last_used_at", valueType: "number" },
  last_used_at: { name: "last_used_at", valueType: "number" },
} as const satisfies Record<string, ListOrder>;
export type ClientOrder = keyof typeof CLIENT_ORDERS;

/** Of the lists that are sorted by name. */
export const BY_NAME = { name: "name", valueType: "string" } as const satisfies ListOrder;
/** Of the lists whose newest entry comes first. */
export const NEWEST_FIRST = { name: "-created_at", valueType: "number" } as const satisfies ListOrder;

export interface ClientQuery extends PageQuery {
  /** Default: `-created_at`. */
  readonly order?: ClientOrder | undefined;
  /** In the name or at the start of the id. */
  readonly search?: string | undefined;
  readonly organizationId?: string | undefined;
  readonly isEnabled?: boolean | undefined;
  /** Undefined: all. */
  readonly visibleOrganizationIds?: readonly string[] | undefined;
}

export interface OrganizationQuery extends PageQuery {
  /** In the name or at the start of the id. */
  readonly search?: string | undefined;
  /** Undefined: all. */
  readonly visibleOrganizationIds?: readonly string[] | undefined;
}

/** What people see of a partner. */
export interface OrganizationDetails extends Organization {
  readonly version: number;
  readonly clients: number;
  readonly members: number;
  readonly lastUsedAt: number | undefined;
}

export interface MemberDetails {
  readonly userId: string;
  readonly organizationId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly joinedAt: number;
  readonly lastSignedInAt: number | undefined;
}

export interface OperatorDetails {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly createdAt: number;
  readonly lastSignedInAt: number | undefined;
}

/** An invitation that can still be used. */
export interface InvitationDetails {
  readonly id: string;
  /** Undefined: to be an operator. */
  readonly organizationId: string | undefined;
  readonly role: Role | undefined;
  readonly email: string | undefined;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt: number;
}

export interface InvitationQuery extends PageQuery {
  /** Undefined: those of operators. */
  readonly organizationId: string | undefined;
  readonly now: number;
}

/** How many clients may ask for each scope, by resource id and scope. */
export type ScopeCounts = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Questions that people ask. */
export interface AdministrationReader {
  listClients(query: ClientQuery): Promise<Page<ClientDetails>>;
  findClientDetails(id: ClientId): Promise<ClientDetails | undefined>;
  /** All of them, by name. */
  listOrganizations(): Promise<readonly Organization[]>;
  /** Those of the ids that there are. */
  findOrganizations(ids: readonly string[]): Promise<readonly Organization[]>;
  /** By name. */
  pageOrganizations(query: OrganizationQuery): Promise<Page<OrganizationDetails>>;
  findOrganizationDetails(id: string): Promise<OrganizationDetails | undefined>;
  /** By name. */
  listMembers(organizationId: string, page: PageQuery): Promise<Page<MemberDetails>>;
  findMember(organizationId: string, userId: string): Promise<MemberDetails | undefined>;
  /** By name. */
  listOperators(page: PageQuery): Promise<Page<OperatorDetails>>;
  /** The newest first. */
  listInvitations(query: InvitationQuery): Promise<Page<InvitationDetails>>;
  /** By name. */
  pageResources(page: PageQuery): Promise<Page<ResourceDetails>>;
  /** Those of the ids that there are. */
  findResources(ids: readonly string[]): Promise<readonly ResourceDetails[]>;
  /** Of the clients of these organizations; undefined: of all. */
  countScopes(
    resourceIds: readonly string[],
    visibleOrganizationIds: readonly string[] | undefined,
  ): Promise<ScopeCounts>;
  listSigningKeys(): Promise<readonly SigningKey[]>;
  findActorNames(references: readonly ActorReference[]): Promise<ActorNames>;
}
