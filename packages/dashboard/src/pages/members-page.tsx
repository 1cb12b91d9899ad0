import { Select } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { EmptyState } from "../elements/empty-state.tsx";
import { PageHeader } from "../elements/page-header.tsx";
import { MembersSection } from "../people/members-section.tsx";
import { useCurrentOrganization } from "../session/current-organization.tsx";
import { mayIn, useSession } from "../session/session.tsx";

/** The people of the partner that is chosen, and their invitations. */
export function MembersPage() {
  const session = useSession();
  const { id, choose } = useCurrentOrganization();
  const { memberships } = session;
  const current = memberships.find(({ organization_id }) => organization_id === id) ?? memberships[0];
  if (current === undefined)
    return (
      <>
        <PageHeader title="Members" />
        <EmptyState
          icon={<IconUsers />}
          title="You belong to no partner"
          text="Ask an owner of your company for an invitation. As an operator, find the members on each partner’s page."
        />
      </>
    );
  const partnerSelect = (
    <Select
      aria-label="Partner"
      data={memberships.map((one) => ({ value: one.organization_id, label: one.organization_name }))}
      value={current.organization_id}
      onChange={(value) => choose(value)}
      allowDeselect={false}
    />
  );
  const canManage = mayIn(session, current.organization_id, "owner");
  return (
    <>
      <PageHeader
        title="Members"
        description={`Who sees and manages the clients of ${current.organization_name}.${canManage ? "" : " Owners invite and remove people."}`}
        actions={memberships.length > 1 ? partnerSelect : undefined}
      />
      <MembersSection key={current.organization_id} organizationId={current.organization_id} canManage={canManage} />
    </>
  );
}
