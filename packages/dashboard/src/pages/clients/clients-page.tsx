import { PageHeader } from "../../elements/page-header.tsx";

/** Clients. */
export function ClientsPage() {
  return <PageHeader title="Clients" />;
}
