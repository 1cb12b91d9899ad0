import { PageHeader } from "../elements/page-header.tsx";

/** APIs. */
export function ApisPage() {
  return <PageHeader title="APIs" />;
}
