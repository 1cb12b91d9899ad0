import type { AuditEvent } from "@celitech-auth/contract";
import { csvLine } from "../domain/csv-line.ts";

export interface ExportFormat {
  readonly mediaType: string;
  readonly extension: string;
  readonly header: string;
  line(event: AuditEvent): string;
}

const COLUMNS: readonly (readonly [name: string, read: (event: AuditEvent) => unknown])[] = [
  ["sequence", ({ sequence }) => sequence],
  ["id", ({ id }) => id],
  ["at", ({ at }) => at],
  ["actor_kind", ({ actor }) => actor.kind],
  ["actor_id", ({ actor }) => actor.id],
  ["actor_name", ({ actor }) => actor.name],
  ["action", ({ action }) => action],
  ["subject_id", ({ subject }) => subject.id],
  ["subject_name", ({ subject }) => subject.name],
  ["organization_id", ({ organization_id }) => organization_id],
  ["organization_name", ({ organization_name }) => organization_name],
  ["address", ({ address }) => address],
  ["user_agent", ({ user_agent }) => user_agent],
  ["before", ({ before }) => before && JSON.stringify(before)],
  ["after", ({ after }) => after && JSON.stringify(after)],
  ["details", ({ details }) => JSON.stringify(details)],
];

/** The formats of an export. */
export const EXPORT_FORMATS: Readonly<Record<"csv" | "ndjson", ExportFormat>> = {
  /** RFC 4180. */
  csv: {
    mediaType: "text/csv; charset=utf-8",
    extension: "csv",
    header: csvLine(COLUMNS.map(([name]) => name)),
    line: (event) => csvLine(COLUMNS.map(([, read]) => read(event))),
  },
  ndjson: {
    mediaType: "application/x-ndjson; charset=utf-8",
    extension: "ndjson",
    header: "",
    line: (event) => `${JSON.stringify(event)}\n`,
  },
};
