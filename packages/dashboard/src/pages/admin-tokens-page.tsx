import { PageHeader } from "../elements/page-header.tsx";

/** Admin tokens. */
export function AdminTokensPage() {
  return <PageHeader title="Admin tokens" />;
}
