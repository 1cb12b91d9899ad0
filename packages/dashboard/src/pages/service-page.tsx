import { PageHeader } from "../elements/page-header.tsx";

/** Service. */
export function ServicePage() {
  return <PageHeader title="Service" />;
}
