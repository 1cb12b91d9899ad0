import { getRouteApi } from "@tanstack/react-router";
import { PageHeader } from "../elements/page-header.tsx";
import { PartnerFilter } from "../partners/partner-filter.tsx";
import { useCurrentOrganization } from "../session/current-organization.tsx";
import { ClientFilter } from "../usage/client-filter.tsx";
import { UsagePanel } from "../usage/usage-panel.tsx";
import { parseUsageRange } from "../usage/usage-range.ts";

const route = getRouteApi("/usage");

/** Tokens issued and denied over time: of all that one sees, of a partner, or of a client. */
export function UsagePage() {
  const { range, organization, client } = route.useSearch();
  const navigate = route.useNavigate();
  const { id } = useCurrentOrganization();
  const organizationId = organization ?? id ?? undefined;
  const change = (changed: { range?: string; organization?: string | undefined; client?: string | undefined }) =>
    navigate({ search: (before) => ({ ...before, ...changed }), resetScroll: false });
  return (
    <>
      <PageHeader
        title="Usage"
        description="Access tokens that were issued, and requests that were denied. Counted where they happen, shown within a minute."
        actions={
          <>
            <PartnerFilter
              value={organization}
              onChange={(next) => change({ organization: next, client: undefined })}
            />
            <ClientFilter
              organizationId={organizationId}
              value={client}
              onChange={(next) => change({ client: next })}
            />
          </>
        }
      />
      <UsagePanel
        of={{ organization_id: organizationId, client_id: client }}
        range={parseUsageRange(range)}
        onRangeChange={(next) => change({ range: next })}
      />
    </>
  );
}
