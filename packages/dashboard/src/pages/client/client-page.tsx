import { PageHeader } from "../../elements/page-header.tsx";

/** Client. */
export function ClientPage() {
  return <PageHeader title="Client" />;
}
