import type { Organization } from "@celitech-auth/contract";
import { Button, Tabs } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { apiQueryTagged } from "../api/api-query.ts";
import { ErrorState } from "../elements/error-state.tsx";
import { Identifier } from "../elements/identifier.tsx";
import { PageHeader } from "../elements/page-header.tsx";
import { PageLoader } from "../elements/page-loader.tsx";
import { useDialog } from "../elements/use-dialog.ts";
import { PartnerOverview } from "../partners/partner-overview.tsx";
import { RemovePartnerDialog } from "../partners/remove-partner-dialog.tsx";
import { RenamePartnerDialog } from "../partners/rename-partner-dialog.tsx";
import { MembersSection } from "../people/members-section.tsx";
import { parseUsageRange } from "../usage/usage-range.ts";

const route = getRouteApi("/partners/$organizationId");
const TABS = ["overview", "members"] as const;

/** One partner: its people, its clients, and how much it uses. */
export function PartnerPage() {
  const { organizationId } = route.useParams();
  const { data, error, refetch } = useQuery(
    apiQueryTagged("GET /organizations/:organization_id", { params: { organization_id: organizationId } }),
  );
  if (data !== undefined) return <Partner partner={data.answer} entityTag={data.entityTag} />;
  return error === null ? <PageLoader /> : <ErrorState error={error} onRetry={refetch} isWholePage />;
}

interface PartnerProps {
  readonly partner: Organization;
  readonly entityTag: string | undefined;
}

function Partner({ partner, entityTag }: PartnerProps) {
  const { tab, range } = route.useSearch();
  const navigate = route.useNavigate();
  const renaming = useDialog();
  const removal = useDialog();
  const shown = TABS.find((one) => one === tab) ?? "overview";
  return (
    <>
      <PageHeader
        title={partner.name}
        trail={[{ label: "Partners", to: "/partners" }]}
        description={<Identifier value={partner.id} what="partner id" />}
        actions={<Actions onRename={() => renaming.open(true)} onRemove={() => removal.open(true)} />}
      />
      <Tabs
        value={shown}
        onChange={(next) => navigate({ search: next === "overview" || next === null ? {} : { tab: next } })}
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          <Tabs.Tab value="overview">Overview</Tabs.Tab>
          <Tabs.Tab value="members">Members</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="overview">
          <PartnerOverview
            partner={partner}
            range={parseUsageRange(range)}
            onRangeChange={(next) => navigate({ search: { range: next }, resetScroll: false })}
          />
        </Tabs.Panel>
        <Tabs.Panel value="members">
          <MembersSection organizationId={partner.id} canManage />
        </Tabs.Panel>
      </Tabs>
      <RenamePartnerDialog partner={partner} entityTag={entityTag} isOpen={renaming.isOpen} onClose={renaming.close} />
      <RemovePartnerDialog partner={partner} entityTag={entityTag} isOpen={removal.isOpen} onClose={removal.close} />
    </>
  );
}

function Actions({ onRename, onRemove }: { readonly onRename: () => void; readonly onRemove: () => void }) {
  return (
    <>
      <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} onClick={onRename}>
        Rename
      </Button>
      <Button variant="outline" color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={onRemove}>
        Remove
      </Button>
    </>
  );
}
