import type { AuditEvent } from "@celitech-auth/contract";
import type { AdministrationReader } from "../domain/administration-reader.ts";
import type { AuditEventReader, StoredAuditEvent } from "../domain/audit-event-reader.ts";
import { readActors } from "./actor.ts";
import { formatTime } from "./time.ts";

interface Readers {
  readonly reader: AdministrationReader;
  readonly auditEvents: AuditEventReader;
}

/** Events as the API shows them. What they name is looked up for all at once. */
export async function readAuditEventBodies(
  events: readonly StoredAuditEvent[],
  isForOperator: boolean,
  { reader, auditEvents }: Readers,
): Promise<readonly AuditEvent[]> {
  const distinct = (ids: readonly (string | null)[]) => [...new Set(ids.filter((id) => id !== null && id !== ""))];
  const [present, subjects, organizations] = await Promise.all([
    readActors(
      reader,
      events.map(({ actor }) => actor),
    ),
    auditEvents.findSubjectNames(distinct(events.map(({ subjectId }) => subjectId)) as string[]),
    reader.findOrganizations(distinct(events.map(({ organizationId }) => organizationId)) as string[]),
  ]);
  const organizationNames = new Map(organizations.map(({ id, name }) => [id, name]));
  return events.map((event) => ({
    id: event.id,
    sequence: event.sequence,
    at: formatTime(event.at),
    actor: present(event.actor),
    action: event.action,
    subject: { id: event.subjectId, name: subjects.get(event.subjectId) ?? null },
    organization_id: event.organizationId,
    organization_name: event.organizationId === null ? null : (organizationNames.get(event.organizationId) ?? null),
    address: event.address,
    user_agent: event.userAgent,
    before: event.before === null ? null : readFacts(event.before),
    after: event.after === null ? null : readFacts(event.after),
    details: detailsFor(event, isForOperator),
  }));
}

type Facts = AuditEvent["details"];

// Why a request was denied tells a partner, and whoever took their session, what an attacker would like to know.
function detailsFor({ action, details }: StoredAuditEvent, isForOperator: boolean): Facts {
  const facts = readFacts(details);
  if (isForOperator || !action.endsWith("denied")) return facts;
  return Object.fromEntries(Object.entries(facts).filter(([name]) => name !== "reason"));
}

function readFacts(text: string): Facts {
  return JSON.parse(text) as Facts;
}
