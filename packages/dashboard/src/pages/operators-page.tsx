import { PageHeader } from "../elements/page-header.tsx";

/** Operators. */
export function OperatorsPage() {
  return <PageHeader title="Operators" />;
}
