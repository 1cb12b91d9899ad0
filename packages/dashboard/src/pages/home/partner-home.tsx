import type { SessionState } from "@celitech-auth/contract";
import { Paper, Stack } from "@mantine/core";
import { IconBuilding, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { apiQuery } from "../../api/api-query.ts";
import { EmptyState } from "../../elements/empty-state.tsx";
import { ErrorState } from "../../elements/error-state.tsx";
import { LinkButton } from "../../elements/link-button.tsx";
import { LoadingRows } from "../../elements/loading-rows.tsx";
import { PageHeader } from "../../elements/page-header.tsx";
import { useCurrentOrganization } from "../../session/current-organization.tsx";
import { mayAnywhere, useSession } from "../../session/session.tsx";
import { AttentionList } from "./attention-list.tsx";
import { FirstSteps } from "./first-steps.tsx";
import { RecentClients } from "./recent-clients.tsx";
import { Welcome } from "./welcome.tsx";

const SHOWN = 5;

/** For the people of a partner: the way to the first token, then what happens with their clients. */
export function PartnerHome() {
  const session = useSession();
  const { id } = useCurrentOrganization();
  const query = { organization_id: id ?? undefined, limit: SHOWN, sort: "-last_used_at" } as const;
  const clients = useQuery({ ...apiQuery("GET /clients", { query }), enabled: session.memberships.length > 0 });
  if (session.memberships.length === 0) return <NoPartner />;
  const items = clients.data?.items;
  const mayCreate = mayAnywhere(session, "developer");
  return (
    <>
      <PageHeader
        title={greet(session)}
        actions={
          mayCreate &&
          items !== undefined &&
          items.length > 0 && (
            <LinkButton to="/clients/new" leftSection={<IconPlus size={16} aria-hidden />}>
              Create client
            </LinkButton>
          )
        }
      />
      {clients.isPending && (
        <Paper>
          <LoadingRows />
        </Paper>
      )}
      {items === undefined && clients.isError && <ErrorState error={clients.error} onRetry={() => clients.refetch()} />}
      {items?.length === 0 && <Welcome mayCreate={mayCreate} />}
      {items !== undefined && items.length > 0 && (
        <Stack gap={0}>
          {mayCreate && <FirstSteps clients={items} />}
          <AttentionList organizationId={id} />
          <RecentClients clients={items} />
        </Stack>
      )}
    </>
  );
}

function greet({ user, memberships }: SessionState): string {
  const [only] = memberships;
  return memberships.length === 1 && only !== undefined ? only.organization_name : `Hello, ${user.name}`;
}

function NoPartner() {
  return (
    <EmptyState
      icon={<IconBuilding size={22} />}
      title="You belong to no partner"
      text="Ask an owner of your organization for an invitation link, then open it in this browser."
    />
  );
}
