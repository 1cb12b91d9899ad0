import type { Organization } from "@celitech-auth/contract";
import { Box } from "@mantine/core";
import { Facts } from "../elements/facts.tsx";
import { LinkButton } from "../elements/link-button.tsx";
import { RelativeTime } from "../elements/relative-time.tsx";
import { Section } from "../elements/section.tsx";
import { UsagePanel } from "../usage/usage-panel.tsx";
import type { UsageRange } from "../usage/usage-range.ts";

interface Properties {
  readonly partner: Organization;
  readonly range: UsageRange;
  readonly onRangeChange: (range: UsageRange) => void;
}

/** A partner at a glance, and the tokens that it gets. */
export function PartnerOverview({ partner, range, onRangeChange }: Properties) {
  const { id, clients, members, last_used_at, created_at } = partner;
  return (
    <>
      <Box mb="xl">
        <Facts
          facts={[
            { name: "Clients", value: clients.toLocaleString("en") },
            { name: "Members", value: members.toLocaleString("en") },
            { name: "Last used", value: <RelativeTime at={last_used_at} /> },
            { name: "Partner since", value: <RelativeTime at={created_at} /> },
          ]}
        />
      </Box>
      <Section
        title="Tokens"
        description="Of all its clients together."
        actions={
          <>
            <LinkButton variant="default" to="/audit-log" search={{ organization: id }}>
              Audit log
            </LinkButton>
            <LinkButton variant="default" to="/clients" search={{ organization: id }}>
              Clients
            </LinkButton>
          </>
        }
      >
        <UsagePanel of={{ organization_id: id }} range={range} onRangeChange={onRangeChange} />
      </Section>
    </>
  );
}
