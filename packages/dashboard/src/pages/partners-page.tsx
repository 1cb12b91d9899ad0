import { PageHeader } from "../elements/page-header.tsx";

/** Partners. */
export function PartnersPage() {
  return <PageHeader title="Partners" />;
}
