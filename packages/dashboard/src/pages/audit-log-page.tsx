import { PageHeader } from "../elements/page-header.tsx";

/** Audit log. */
export function AuditLogPage() {
  return <PageHeader title="Audit log" />;
}
