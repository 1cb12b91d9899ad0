import { once } from "node:events";
import { type Command, Option } from "commander";
import { recordAudit } from "../domain/administration/outcome.ts";
import type { StoredAuditEvent } from "../domain/audit-event-reader.ts";
import { formatChainPlace, parseChainPlace } from "../domain/audit-seal.ts";
import { csvLine } from "../domain/csv-line.ts";
import type { CursorPosition } from "../domain/cursor.ts";
import { type AuditTrailVerdict, verifyAuditTrail } from "../domain/verify-audit-trail.ts";
import { CommandError, EXIT } from "./exit-code.ts";
import { formatTable, printData, toTime } from "./output.ts";
import { LIMIT_MAX, parseLimit } from "./page-options.ts";
import { changeAsUser, withAdministration } from "./with-administration.ts";

interface ListOptions {
  readonly limit: number;
  readonly action?: string;
  readonly client?: string;
  readonly json?: boolean;
}

interface ExportOptions {
  readonly format: "csv" | "ndjson";
  readonly action?: string;
  readonly client?: string;
}

interface VerifyOptions {
  readonly head?: string;
  readonly json?: boolean;
}

export function addAuditCommands(program: Command): void {
  const audit = program.command("audit").description("the trail of what was done");
  audit
    .command("verify")
    .description("check that no entry of the audit trail was changed, taken out or cut off")
    .option(
      "--head <SEQUENCE:MAC>",
      "a head that was kept elsewhere, such as `audit_head` of a log line: it has to be there",
    )
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
Exits with 0 when the trail is intact and with 1 when it is not; it says from which entry on.

Examples:
  celitech-auth audit verify
  celitech-auth audit verify --head 4711:5f0c…`,
    )
    .action((options: VerifyOptions) => runVerify(options));
  audit
    .command("list")
    .description("what was done, the newest first")
    .option("--limit <COUNT>", `how many, 1 to ${LIMIT_MAX}`, parseLimit, LIMIT_DEFAULT)
    .option("--action <ACTION>", "an action such as client.created, or the start of one that ends in a dot: client.")
    .option("--client <CLIENT_ID>", "what was done to this client")
    .option("--json", "print JSON")
    .action((options: ListOptions) => runList(options));
  audit
    .command("export")
    .description("print all of it, the oldest first")
    .addOption(
      new Option("--format <FORMAT>", "one JSON object a line, or CSV").choices(["csv", "ndjson"]).default("ndjson"),
    )
    .option("--action <ACTION>", "an action such as client.created, or the start of one that ends in a dot: client.")
    .option("--client <CLIENT_ID>", "what was done to this client")
    .action((options: ExportOptions) => runExport(options));
}

const LIMIT_DEFAULT = 50;

async function runList({ limit, action, client, json }: ListOptions): Promise<void> {
  await withAdministration(async ({ auditEvents }) => {
    const query = { action, subjectId: client, limit, order: "newest_first" } as const;
    const { items } = await auditEvents.pageEvents(query);
    const rows = items.map((event) => ({
      AT: toTime(event.at) ?? "",
      ACTOR: event.actor,
      ACTION: event.action,
      SUBJECT: event.subjectId,
      FROM: event.address ?? "",
    }));
    printData({ audit_events: items.map(eventJson) }, formatTable(rows), json === true);
  });
}

/** Events that are read at once. */
const EXPORT_BATCH = 500;

async function runExport({ format, action, client }: ExportOptions): Promise<void> {
  await withAdministration(async (administration) => {
    await changeAsUser(administration, async (change) => {
      await recordAudit(change, "audit.exported", "", { details: { format, ...(action !== undefined && { action }) } });
      return {};
    });
    const query = { action, subjectId: client, limit: EXPORT_BATCH, order: "oldest_first" } as const;
    const until = administration.clock() + 1;
    if (format === "csv") await write(csvLine(EXPORT_COLUMNS));
    let after: CursorPosition | undefined;
    do {
      const page = await administration.auditEvents.pageEvents({ ...query, until, after });
      await write(page.items.map((event) => exportLine(event, format)).join(""));
      after = page.next;
    } while (after !== undefined);
  });
}

const EXPORT_COLUMNS = [
  ...["sequence", "id", "at", "actor", "action", "subject_id", "organization_id", "address", "user_agent"],
  ...["before", "after", "details"],
] as const;

function exportLine(event: StoredAuditEvent, format: ExportOptions["format"]): string {
  const shown: Readonly<Record<string, unknown>> = eventJson(event);
  if (format === "ndjson") return `${JSON.stringify(shown)}\n`;
  const cells = { ...shown, before: event.before, after: event.after, details: event.details };
  return csvLine(EXPORT_COLUMNS.map((name) => (cells as Readonly<Record<string, unknown>>)[name]));
}

function eventJson(event: StoredAuditEvent) {
  const read = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
  return {
    sequence: event.sequence,
    id: event.id,
    at: toTime(event.at),
    actor: event.actor,
    action: event.action,
    subject_id: event.subjectId,
    organization_id: event.organizationId,
    address: event.address,
    user_agent: event.userAgent,
    before: read(event.before),
    after: read(event.after),
    details: read(event.details),
  };
}

// A file may be slower than the database.
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, "drain");
}

async function runVerify({ head, json }: VerifyOptions): Promise<void> {
  const expected = head === undefined ? undefined : parseChainPlace(head);
  if (head !== undefined && expected === undefined)
    throw new CommandError("--head is SEQUENCE:MAC, as `audit_head` of a log line has it", EXIT.usage);
  const verdict = await withAdministration(({ auditTrail, auditSeal }) =>
    verifyAuditTrail({ trail: auditTrail, seal: auditSeal, expected }),
  );
  printData(verdictJson(verdict), verdictText(verdict), json === true);
  if (verdict.kind === "broken")
    throw new CommandError(`the audit trail is not intact from entry ${verdict.sequence} on`, EXIT.failed);
}

function verdictJson(verdict: AuditTrailVerdict) {
  if (verdict.kind === "broken") {
    const { finding, sequence, message } = verdict;
    return { intact: false, finding, sequence, message };
  }
  const { entries, unsealed, head, anchor } = verdict;
  return {
    intact: true,
    entries,
    head: formatChainPlace(head),
    pruned_up_to: anchor.sequence,
    older_entries: unsealed,
  };
}

function verdictText(verdict: AuditTrailVerdict): string {
  if (verdict.kind === "broken") return `not intact: ${verdict.message}`;
  const { entries, unsealed, head, anchor } = verdict;
  const notes = [
    ...(anchor.sequence > 0 ? [`pruned up to entry ${anchor.sequence}`] : []),
    ...(unsealed > 0 ? [`${unsealed} entries are older than the chain and not checked`] : []),
  ];
  return [`intact: ${entries} entries`, `head: ${formatChainPlace(head)}`, ...notes].join("\n");
}
