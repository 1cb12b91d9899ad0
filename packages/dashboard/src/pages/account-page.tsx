import { PageHeader } from "../elements/page-header.tsx";

/** Account. */
export function AccountPage() {
  return <PageHeader title="Account" />;
}
