import { PageHeader } from "../elements/page-header.tsx";

/** Members. */
export function MembersPage() {
  return <PageHeader title="Members" />;
}
