import type { Kysely } from "kysely";
import type { ActorNames, ActorReference } from "../domain/actor.ts";
import type {
  AdministrationReader,
  ClientQuery,
  InvitationDetails,
  InvitationQuery,
  MemberDetails,
  OperatorDetails,
  OrganizationDetails,
  OrganizationQuery,
  ScopeCounts,
} from "../domain/administration-reader.ts";
import type { ClientDetails } from "../domain/client.ts";
import type { Page, PageQuery } from "../domain/cursor.ts";
import type { ClientId } from "../domain/identifier.ts";
import type { Organization } from "../domain/organization.ts";
import type { ResourceDetails } from "../domain/resource.ts";
import type { SigningKey } from "../domain/signing-key.ts";
import { readActorNames } from "./actor-names.ts";
import { readClientDetails } from "./client-details.ts";
import { pageClients } from "./client-list.ts";
import { KyselySigningKeyRepository } from "./key-repository.ts";
import { pageOrganizations, readOrganizationDetails, toOrganization } from "./organization-list.ts";
import { findMember, pageInvitations, pageMembers, pageOperators } from "./people-lists.ts";
import { countScopes, findResources, pageResources } from "./resource-list.ts";
import type { Schema } from "./schema.ts";

export class KyselyAdministrationReader implements AdministrationReader {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  listClients(query: ClientQuery): Promise<Page<ClientDetails>> {
    return pageClients(this.#database, query);
  }

  async findClientDetails(id: ClientId): Promise<ClientDetails | undefined> {
    return (await readClientDetails(this.#database, [id]))[0];
  }

  async listOrganizations(): Promise<readonly Organization[]> {
    const rows = await this.#database.selectFrom("organizations").selectAll().orderBy("name").execute();
    return rows.map(toOrganization);
  }

  async findOrganizations(ids: readonly string[]): Promise<readonly Organization[]> {
    if (ids.length === 0) return [];
    const rows = await this.#database.selectFrom("organizations").selectAll().where("id", "in", ids).execute();
    return rows.map(toOrganization);
  }

  pageOrganizations(query: OrganizationQuery): Promise<Page<OrganizationDetails>> {
    return pageOrganizations(this.#database, query);
  }

  async findOrganizationDetails(id: string): Promise<OrganizationDetails | undefined> {
    return (await readOrganizationDetails(this.#database, [id]))[0];
  }

  listMembers(organizationId: string, page: PageQuery): Promise<Page<MemberDetails>> {
    return pageMembers(this.#database, organizationId, page);
  }

  findMember(organizationId: string, userId: string): Promise<MemberDetails | undefined> {
    return findMember(this.#database, organizationId, userId);
  }

  listOperators(page: PageQuery): Promise<Page<OperatorDetails>> {
    return pageOperators(this.#database, page);
  }

  listInvitations(query: InvitationQuery): Promise<Page<InvitationDetails>> {
    return pageInvitations(this.#database, query);
  }

  pageResources(page: PageQuery): Promise<Page<ResourceDetails>> {
    return pageResources(this.#database, page);
  }

  findResources(ids: readonly string[]): Promise<readonly ResourceDetails[]> {
    return findResources(this.#database, ids);
  }

  countScopes(
    resourceIds: readonly string[],
    visibleOrganizationIds: readonly string[] | undefined,
  ): Promise<ScopeCounts> {
    return countScopes(this.#database, resourceIds, visibleOrganizationIds);
  }

  listSigningKeys(): Promise<readonly SigningKey[]> {
    return new KyselySigningKeyRepository(this.#database).list();
  }

  findActorNames(references: readonly ActorReference[]): Promise<ActorNames> {
    return readActorNames(this.#database, references);
  }
}
