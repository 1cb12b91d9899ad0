import type { CreatedSecret } from "@celitech-auth/contract";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { apiQuery } from "../../api/api-query.ts";
import { SecretDialog } from "../../clients/secret-dialog.tsx";
import { ErrorState } from "../../elements/error-state.tsx";
import { LoadingRows } from "../../elements/loading-rows.tsx";
import { PageHeader } from "../../elements/page-header.tsx";
import { useCurrentOrganization } from "../../session/current-organization.tsx";
import { mayIn, useSession } from "../../session/session.tsx";
import { CreateClientForm } from "./create-client-form.tsx";

const RESOURCES_MAX = 200;

/** Makes a client, shows its secret once, and goes on to the client's page. */
export function CreateClientPage() {
  const session = useSession();
  const { organization } = useSearch({ from: "/clients/new" });
  const current = useCurrentOrganization();
  const navigate = useNavigate();
  const [created, setCreated] = useState<CreatedSecret>();
  const resources = useQuery(apiQuery("GET /resources", { query: { limit: RESOURCES_MAX } }));
  const own = session.memberships.filter((one) => mayIn(session, one.organization_id, "developer"));
  const organizationId = organization ?? current.id ?? (own.length === 1 ? own[0]?.organization_id : undefined) ?? null;
  const close = (clientId: string) => {
    setCreated(undefined);
    return navigate({ to: "/clients/$clientId", params: { clientId } });
  };
  return (
    <>
      <PageHeader
        title="Create client"
        trail={[{ label: "Clients", to: "/clients" }]}
        description="One client for each application and environment: then each can be rotated, watched and disabled by itself."
      />
      {resources.isPending && <LoadingRows />}
      {resources.isError && <ErrorState error={resources.error} onRetry={() => resources.refetch()} />}
      {resources.data !== undefined && (
        <CreateClientForm resources={resources.data.items} organizationId={organizationId} onCreated={setCreated} />
      )}
      {created !== undefined && <SecretDialog created={created} onClose={() => close(created.client.id)} />}
    </>
  );
}
