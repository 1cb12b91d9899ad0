import type { CreatedSecret } from "@celitech-auth/contract";
import { PAGE_SIZE_MAX } from "@celitech-auth/contract/limits";
import { IconKey } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { apiQuery } from "../../api/api-query.ts";
import { SecretDialog } from "../../clients/secret-dialog.tsx";
import { EmptyState } from "../../elements/empty-state.tsx";
import { ErrorState } from "../../elements/error-state.tsx";
import { LoadingRows } from "../../elements/loading-rows.tsx";
import { PageHeader } from "../../elements/page-header.tsx";
import { useCurrentOrganization } from "../../session/current-organization.tsx";
import { mayAnywhere, mayIn, useSession } from "../../session/session.tsx";
import { CreateClientForm } from "./create-client-form.tsx";

/** Makes a client, shows its secret once, and goes on to the client's page. */
export function CreateClientPage() {
  const session = useSession();
  const navigate = useNavigate();
  const [created, setCreated] = useState<CreatedSecret>();
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
      {mayAnywhere(session, "developer") ? (
        <LoadedForm onCreated={setCreated} />
      ) : (
        <EmptyState
          icon={<IconKey size={22} />}
          title="Your role creates no clients"
          text="A developer or owner of your organization can. You will see the client once it is there."
        />
      )}
      {created !== undefined && <SecretDialog created={created} onClose={() => close(created.client.id)} />}
    </>
  );
}

function LoadedForm({ onCreated }: { readonly onCreated: (created: CreatedSecret) => void }) {
  const resources = useQuery(apiQuery("GET /resources", { query: { limit: PAGE_SIZE_MAX } }));
  const organizationId = useFirstPartner();
  if (resources.data === undefined && resources.isError)
    return <ErrorState error={resources.error} onRetry={() => resources.refetch()} />;
  if (resources.data === undefined || organizationId === undefined) return <LoadingRows />;
  return <CreateClientForm resources={resources.data.items} organizationId={organizationId} onCreated={onCreated} />;
}

/** The partner that the client is for unless another is chosen. null: it has to be chosen; undefined: that is not known yet. */
function useFirstPartner(): string | null | undefined {
  const session = useSession();
  const { organization } = useSearch({ from: "/clients/new" });
  const current = useCurrentOrganization();
  const wanted = organization ?? current.id;
  const isAsked = session.is_operator && wanted === null;
  const partners = useQuery({ ...apiQuery("GET /organizations", { query: { limit: 2 } }), enabled: isAsked });
  if (isAsked) return partners.isPending ? undefined : onlyOf(partners.data?.items.map(({ id }) => id));
  if (wanted !== null && mayIn(session, wanted, "developer")) return wanted;
  const ids = session.memberships.map(({ organization_id: id }) => id);
  return onlyOf(ids.filter((id) => mayIn(session, id, "developer")));
}

function onlyOf(ids: readonly string[] = []): string | null {
  return ids.length === 1 ? (ids[0] ?? null) : null;
}
