import { PageHeader } from "../elements/page-header.tsx";

/** Usage. */
export function UsagePage() {
  return <PageHeader title="Usage" />;
}
