import { PageHeader } from "../elements/page-header.tsx";

/** API. */
export function ApiPage() {
  return <PageHeader title="API" />;
}
