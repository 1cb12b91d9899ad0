import { Paper, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { apiQuery } from "../api/api-query.ts";
import { ErrorState } from "../elements/error-state.tsx";
import { LoadingRows } from "../elements/loading-rows.tsx";
import { PageHeader } from "../elements/page-header.tsx";
import { StatusBadge } from "../elements/status-badge.tsx";
import { AuditHead } from "../service/audit-head.tsx";
import { ServiceFacts } from "../service/service-facts.tsx";
import { ServiceKeys } from "../service/service-keys.tsx";

const REFRESH_MILLISECONDS = 10_000;

/** How the service is doing. It refreshes itself. */
export function ServicePage() {
  const { data, error, refetch } = useQuery({ ...apiQuery("GET /service"), refetchInterval: REFRESH_MILLISECONDS });
  return (
    <>
      <PageHeader
        title="Service"
        badge={<Health isReachable={data?.is_database_reachable} hasFailed={error !== null} />}
        description="How this node of the service is doing. The page refreshes itself every 10 seconds."
      />
      <Stack gap="lg">
        {error !== null && <ErrorState error={error} onRetry={refetch} />}
        {data === undefined && error === null && (
          <Paper>
            <LoadingRows />
          </Paper>
        )}
      </Stack>
      {data !== undefined && (
        <>
          <ServiceFacts state={data} />
          <ServiceKeys keys={data.signing_keys} />
          <AuditHead audit={data.audit} />
        </>
      )}
    </>
  );
}

interface HealthProps {
  readonly isReachable: boolean | undefined;
  readonly hasFailed: boolean;
}

function Health({ isReachable, hasFailed }: HealthProps) {
  if (hasFailed) return <StatusBadge tone="bad">Does not answer</StatusBadge>;
  if (isReachable === undefined) return null;
  return isReachable ? (
    <StatusBadge tone="good">Running</StatusBadge>
  ) : (
    <StatusBadge tone="warning">Database away</StatusBadge>
  );
}
