import { PageHeader } from "../../elements/page-header.tsx";

/** Create a client. */
export function CreateClientPage() {
  return <PageHeader title="Create a client" />;
}
