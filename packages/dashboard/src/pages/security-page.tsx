import { PageHeader } from "../elements/page-header.tsx";

/** Security. */
export function SecurityPage() {
  return <PageHeader title="Security" />;
}
