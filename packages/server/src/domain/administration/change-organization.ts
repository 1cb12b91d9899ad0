import { newIdentifier } from "../identifier.ts";
import { DEFAULT_ORGANIZATION_NAME, type Organization } from "../organization.ts";
import type { Changed } from "./change-client.ts";
import { type Change, isProblem, type Problem, problem, recordAudit, versionProblem } from "./outcome.ts";

export interface CreatedOrganization {
  readonly kind: "created";
  readonly organization: Organization;
}

export async function createOrganization(change: Change, name: string): Promise<CreatedOrganization | Problem> {
  const organization = { id: newIdentifier("org"), name, createdAt: change.now };
  return (await insertOrganization(change, organization)) ? { kind: "created", organization } : nameTaken(name);
}

/** Stores an organization and its audit event. False: the name is taken. */
export async function insertOrganization(change: Change, organization: Organization): Promise<boolean> {
  const { id, name } = organization;
  if (!(await change.transaction.organizations.insertUnlessTaken(organization))) return false;
  await recordAudit(change, "organization.created", id, { organizationId: id, after: { name }, details: { name } });
  return true;
}

export async function renameOrganization(change: Change, id: string, name: string): Promise<Changed | Problem> {
  const organization = await lockAndFindOrganization(change, id);
  if (isProblem(organization)) return organization;
  if (organization.name === name) return { kind: "changed", isNew: false };
  if (organization.name === DEFAULT_ORGANIZATION_NAME)
    return problem(
      "conflict",
      `the organization ${DEFAULT_ORGANIZATION_NAME} keeps its name: clients that are made without naming one go there`,
    );
  if (!(await change.transaction.organizations.rename(id, name))) return nameTaken(name);
  await recordAudit(change, "organization.renamed", id, {
    organizationId: id,
    before: { name: organization.name },
    after: { name },
  });
  return { kind: "changed", isNew: true };
}

/** Only without clients. Its memberships and invitations go with it, and its admin tokens end. */
export async function deleteOrganization(change: Change, id: string): Promise<Changed | Problem> {
  const organization = await lockAndFindOrganization(change, id);
  if (isProblem(organization)) return organization;
  const { organizations, clients, memberships, oneTimeLinks, adminTokens } = change.transaction;
  if (organization.name === DEFAULT_ORGANIZATION_NAME)
    return problem("conflict", `the organization ${DEFAULT_ORGANIZATION_NAME} stays: there has to be one`);
  const left = await clients.countOf(id);
  if (left > 0)
    return problem("conflict", `the organization has ${left} client${left === 1 ? "" : "s"}: delete them first`);
  const kept = await organizations.find(DEFAULT_ORGANIZATION_NAME);
  if (kept === undefined) throw new Error("the default organization is missing");
  await clients.moveDeleted(id, kept.id);
  await memberships.deleteOfOrganization(id);
  await oneTimeLinks.deleteUnusedOfOrganization(id);
  await adminTokens.revokeOfOrganization(id, change.now);
  await organizations.delete(id);
  await recordAudit(change, "organization.deleted", id, {
    organizationId: id,
    before: { name: organization.name },
    details: { name: organization.name },
  });
  return { kind: "changed", isNew: true };
}

/** The organization as it is until the end of the transaction, in the version that the caller saw. */
export async function lockAndFindOrganization(change: Change, id: string): Promise<Organization | Problem> {
  const { organizations } = change.transaction;
  const version = await organizations.lock(id);
  const organization = version === undefined ? undefined : await organizations.find(id);
  if (version === undefined || organization === undefined)
    return problem("not_found", `there is no organization ${id}`);
  return versionProblem(change, version) ?? organization;
}

function nameTaken(name: string): Problem {
  return problem("conflict", `an organization is called ${name} already: choose another name`, "name");
}
