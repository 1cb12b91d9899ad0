import { IconShieldCheck } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { usePages } from "../api/use-pages.ts";
import { EmptyState } from "../elements/empty-state.tsx";
import { PageHeader } from "../elements/page-header.tsx";
import { PagedList } from "../elements/paged-list.tsx";
import { PartnerFilter } from "../partners/partner-filter.tsx";
import { FINDING_GROUPS } from "../security/finding-groups.ts";
import { FindingSection } from "../security/finding-section.tsx";
import { useCurrentOrganization } from "../session/current-organization.tsx";
import { useSession } from "../session/session.tsx";

const route = getRouteApi("/security");
const FINDINGS_PER_PAGE = 200;

/** What to look after: secrets that end or never do, idle clients, rotations under way. */
export function SecurityPage() {
  const { is_operator, memberships } = useSession();
  const { organization } = route.useSearch();
  const navigate = route.useNavigate();
  const { id } = useCurrentOrganization();
  const pages = usePages("GET /security-findings", {
    query: { organization_id: organization ?? id ?? undefined, limit: FINDINGS_PER_PAGE },
  });
  return (
    <>
      <PageHeader
        title="Security"
        description="What to look after, and where it is settled."
        actions={
          <PartnerFilter value={organization} onChange={(organization) => navigate({ search: { organization } })} />
        }
      />
      <PagedList pages={pages} empty={<AllClear />}>
        {(findings) =>
          FINDING_GROUPS.map((group) => ({ group, found: findings.filter(({ kind }) => kind === group.kind) }))
            .filter(({ found }) => found.length > 0)
            .map(({ group, found }, index, groups) => (
              <FindingSection
                key={group.kind}
                group={group}
                findings={found}
                hasMore={pages.hasMore && index === groups.length - 1}
                withPartner={is_operator || memberships.length > 1}
              />
            ))
        }
      </PagedList>
    </>
  );
}

function AllClear() {
  return (
    <EmptyState
      icon={<IconShieldCheck />}
      title="All clear"
      text="Every secret has an end that is far enough away, every client is in use, and no rotation is under way."
    />
  );
}
