import type { ServiceState } from "@celitech-auth/contract";
import { Box, Paper, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { apiQuery } from "../../api/api-query.ts";
import { ErrorState } from "../../elements/error-state.tsx";
import { type Fact, Facts } from "../../elements/facts.tsx";
import { LinkButton } from "../../elements/link-button.tsx";
import { LinkText } from "../../elements/link-text.tsx";
import { LoadingRows } from "../../elements/loading-rows.tsx";
import { PageHeader } from "../../elements/page-header.tsx";
import { StatusBadge } from "../../elements/status-badge.tsx";
import { describeRelative } from "../../time/describe-time.ts";
import { NoClients } from "../clients/no-clients.tsx";
import { AttentionList } from "./attention-list.tsx";
import { RecentClients } from "./recent-clients.tsx";

const REFRESH_MILLISECONDS = 30_000;
const SHOWN = 5;

/** For an operator: whether the service is well, and what presses. */
export function OperatorHome() {
  const service = useQuery({ ...apiQuery("GET /service"), refetchInterval: REFRESH_MILLISECONDS });
  const clients = useQuery(apiQuery("GET /clients", { query: { limit: SHOWN, sort: "-last_used_at" } }));
  const items = clients.data?.items;
  return (
    <>
      <PageHeader
        title="Overview"
        badge={service.data !== undefined && <Health service={service.data} />}
        actions={
          <LinkButton to="/clients/new" leftSection={<IconPlus size={16} aria-hidden />}>
            Create client
          </LinkButton>
        }
      />
      <Stack gap={0}>
        {service.isPending && (
          <Paper>
            <LoadingRows rows={2} />
          </Paper>
        )}
        {service.data === undefined && service.isError && (
          <ErrorState error={service.error} onRetry={() => service.refetch()} />
        )}
        {service.data !== undefined && (
          <Box mb="xl">
            <Facts facts={factsOf(service.data)} />
          </Box>
        )}
        <AttentionList organizationId={null} />
        {items?.length === 0 && (
          <Paper>
            <NoClients isFiltered={false} onClear={() => undefined} />
          </Paper>
        )}
        {items !== undefined && items.length > 0 && <RecentClients clients={items} />}
      </Stack>
    </>
  );
}

function Health({ service }: { readonly service: ServiceState }) {
  return service.is_database_reachable ? (
    <StatusBadge tone="good">Well</StatusBadge>
  ) : (
    <StatusBadge tone="bad">Database unreachable</StatusBadge>
  );
}

function factsOf(service: ServiceState): readonly Fact[] {
  const { issued, denied } = service.usage_last_hour;
  return [
    {
      name: "Tokens in the last hour",
      value: count(issued),
      note: <Link to="/usage">{denied === 0 ? "none denied" : `${count(denied)} denied`}</Link>,
    },
    { name: "Clients", value: count(service.clients), note: <Link to="/clients">All clients</Link> },
    { name: "Partners", value: count(service.organizations), note: <Link to="/partners">All partners</Link> },
    { name: "Signing keys", value: keysOf(service), note: <Link to="/signing-keys">{keyAge(service)}</Link> },
  ];
}

function Link({
  to,
  children,
}: {
  readonly to: "/usage" | "/clients" | "/partners" | "/signing-keys";
  readonly children: ReactNode;
}) {
  return (
    <Text span inherit>
      <LinkText to={to}>{children}</LinkText>
    </Text>
  );
}

function count(value: number): string {
  return value.toLocaleString("en");
}

function keysOf({ signing_keys: keys }: ServiceState): string {
  return keys.length === 0 ? "None" : keys.map(({ algorithm }) => algorithm).join(", ");
}

function keyAge({ signing_keys: keys }: ServiceState): string {
  const since = keys.flatMap(({ active_since: at }) => (at === null ? [] : [at])).toSorted()[0];
  return since === undefined ? "All keys" : `began ${describeRelative(new Date(since), new Date())}`;
}
