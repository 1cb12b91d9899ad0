import type { Resource } from "@celitech-auth/contract";
import { Box, Button } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { apiQueryTagged } from "../api/api-query.ts";
import { EditApiDialog } from "../apis/edit-api-dialog.tsx";
import { ScopeList } from "../apis/scope-list.tsx";
import { describeLifetime } from "../apis/token-lifetime.ts";
import { ErrorState } from "../elements/error-state.tsx";
import { Facts } from "../elements/facts.tsx";
import { Identifier } from "../elements/identifier.tsx";
import { PageHeader } from "../elements/page-header.tsx";
import { PageLoader } from "../elements/page-loader.tsx";
import { RelativeTime } from "../elements/relative-time.tsx";
import { StatusBadge } from "../elements/status-badge.tsx";
import { useDialog } from "../elements/use-dialog.ts";
import { useSession } from "../session/session.tsx";

const route = getRouteApi("/apis/$resourceId");

/** One API: its audience, how its tokens are made, and its scopes. */
export function ApiPage() {
  const { resourceId } = route.useParams();
  const { data, error, refetch } = useQuery(
    apiQueryTagged("GET /resources/:resource_id", { params: { resource_id: resourceId } }),
  );
  if (data !== undefined) return <Api resource={data.answer} entityTag={data.entityTag} />;
  return error === null ? <PageLoader /> : <ErrorState error={error} onRetry={refetch} isWholePage />;
}

function Api({ resource, entityTag }: { readonly resource: Resource; readonly entityTag: string | undefined }) {
  const { is_operator } = useSession();
  const editing = useDialog();
  const editButton = (
    <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} onClick={() => editing.open(true)}>
      Edit
    </Button>
  );
  return (
    <>
      <PageHeader
        title={resource.name}
        trail={[{ label: "APIs", to: "/apis" }]}
        badge={resource.is_default ? <StatusBadge tone="info">Default</StatusBadge> : undefined}
        description={<Identifier value={resource.audience} what="audience" />}
        actions={is_operator ? editButton : undefined}
      />
      <Box mb="xl">
        <Facts facts={factsOf(resource)} />
      </Box>
      <ScopeList resource={resource} entityTag={entityTag} canEdit={is_operator} />
      <EditApiDialog resource={resource} entityTag={entityTag} isOpen={editing.isOpen} onClose={editing.close} />
    </>
  );
}

function factsOf({ token_lifetime_seconds, signing_algorithm, scopes, created_at }: Resource) {
  return [
    { name: "Tokens live", value: describeLifetime(token_lifetime_seconds) },
    { name: "Signed with", value: signing_algorithm },
    { name: "Scopes", value: scopes.length.toLocaleString("en") },
    { name: "Added", value: <RelativeTime at={created_at} /> },
  ];
}
