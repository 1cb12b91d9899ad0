import type { QueryOf } from "@celitech-auth/contract";
import { recordAudit } from "../domain/administration/outcome.ts";
import { AUDIT_NEWEST_FIRST, type AuditFilter } from "../domain/audit-event-reader.ts";
import type { CursorPosition } from "../domain/cursor.ts";
import type { AdminParts } from "./admin-parts.ts";
import { readAuditEventBodies } from "./audit-event-body.ts";
import { EXPORT_FORMATS, type ExportFormat } from "./audit-export.ts";
import { narrowOrganizations, visibleOrganizations } from "./authorize.ts";
import { type Caller, isOperator } from "./caller.ts";
import { answer, changeContext, type Handlers } from "./handler.ts";
import { pageBody, readPage } from "./page.ts";

/** Events of one batch of an export: read, turned into text and sent before the next. */
const EXPORT_BATCH = 500;

/** The audit trail. */
export const auditHandlers: Handlers<"GET /audit-events" | "GET /audit-events/export"> = {
  async "GET /audit-events"({ query, caller }, parts) {
    const page = readPage(query, AUDIT_NEWEST_FIRST);
    if (page.kind === "problem") return page;
    const found = await parts.auditEvents.pageEvents({ ...filterOf(query, caller), ...page, order: "newest_first" });
    const items = await readAuditEventBodies(found.items, isOperator(caller), parts);
    return answer(pageBody({ ...found, items }, AUDIT_NEWEST_FIRST, (item) => item));
  },

  async "GET /audit-events/export"(request, parts) {
    const { query, caller, now } = request;
    const format = EXPORT_FORMATS[query.format];
    const filter = filterOf(query, caller);
    const organizationId = onlyOne(narrowOrganizations(filter.visibleOrganizationIds, query.organization_id));
    // Who took the trail away is in it, before the first byte is sent: in that of a partner alone whose events the caller may see.
    await parts.unitOfWork.transaction((transaction) =>
      recordAudit({ transaction, ...changeContext(request) }, "audit.exported", organizationId ?? "", {
        organizationId,
        details: exportedDetails(query),
      }),
    );
    const until = Math.min(filter.until ?? Number.POSITIVE_INFINITY, now + 1);
    return {
      kind: "stream",
      mediaType: format.mediaType,
      filename: `audit-events-${new Date(now).toISOString().slice(0, 10)}.${format.extension}`,
      pieces: exportPieces({ ...filter, until }, format, { caller, parts }),
    };
  },
};

type Query = QueryOf<"GET /audit-events/export">;

function filterOf(query: Omit<Query, "format">, caller: Caller): AuditFilter {
  return {
    organizationId: query.organization_id,
    subjectId: query.subject_id,
    actorId: query.actor_id,
    action: query.action,
    since: query.since === undefined ? undefined : Date.parse(query.since),
    until: query.until === undefined ? undefined : Date.parse(query.until),
    visibleOrganizationIds: visibleOrganizations(caller, "viewer"),
  };
}

function exportedDetails(query: Query): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as Record<string, string>;
}

function onlyOne(ids: readonly string[] | undefined): string | undefined {
  return ids?.length === 1 ? ids[0] : undefined;
}

interface ExportContext {
  readonly caller: Caller;
  readonly parts: AdminParts;
}

async function* exportPieces(filter: AuditFilter, format: ExportFormat, { caller, parts }: ExportContext) {
  if (format.header !== "") yield format.header;
  let after: CursorPosition | undefined;
  do {
    const page = await parts.auditEvents.pageEvents({ ...filter, order: "oldest_first", limit: EXPORT_BATCH, after });
    const events = await readAuditEventBodies(page.items, isOperator(caller), parts);
    if (events.length > 0) yield events.map((event) => format.line(event)).join("");
    after = page.next;
  } while (after !== undefined);
}
