import { PageHeader } from "../elements/page-header.tsx";

/** Partner. */
export function PartnerPage() {
  return <PageHeader title="Partner" />;
}
