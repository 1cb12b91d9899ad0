import { Paper } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { apiQuery } from "../../api/api-query.ts";
import { DataTable } from "../../elements/data-table.tsx";
import { ErrorState } from "../../elements/error-state.tsx";
import { LinkButton } from "../../elements/link-button.tsx";
import { LoadingRows } from "../../elements/loading-rows.tsx";
import { PageHeader } from "../../elements/page-header.tsx";
import { Pager } from "../../elements/pager.tsx";
import { useCurrentOrganization } from "../../session/current-organization.tsx";
import { mayAnywhere, useSession } from "../../session/session.tsx";
import { clientColumns } from "./client-columns.tsx";
import { ClientFilters } from "./client-filters.tsx";
import { NoClients } from "./no-clients.tsx";

const SORTS = ["-created_at", "created_at", "name", "-name", "-last_used_at", "last_used_at"] as const;
const STATUSES = ["enabled", "disabled"] as const;

/** All clients that the person sees; what is searched, filtered and sorted stands in the URL. */
export function ClientsPage() {
  const session = useSession();
  const search = useSearch({ from: "/clients" });
  const navigate = useNavigate({ from: "/clients" });
  const current = useCurrentOrganization();
  const sort = SORTS.find((one) => one === search.sort) ?? "-created_at";
  const status = STATUSES.find((one) => one === search.status);
  const query = {
    search: search.search,
    status,
    sort,
    cursor: search.cursor,
    organization_id: search.organization ?? current.id ?? undefined,
    limit: 50,
  };
  const clients = useQuery({ ...apiQuery("GET /clients", { query }), placeholderData: keepPreviousData });
  const change = (changed: Partial<typeof search>, replace = false) =>
    navigate({ search: (before) => ({ ...before, cursor: undefined, ...changed }), replace });
  const isFiltered = search.search !== undefined || status !== undefined || search.organization !== undefined;
  const withOrganization = session.is_operator || (session.memberships.length > 1 && current.id === null);
  const items = clients.data?.items;
  const isFirstUse = items?.length === 0 && !isFiltered && search.cursor === undefined;
  return (
    <>
      <PageHeader
        title="Clients"
        description="Each application that calls an API has a client: an id and a secret, which it exchanges for tokens."
        actions={mayAnywhere(session, "developer") && !isFirstUse && <CreateLink organization={search.organization} />}
      />
      <Paper>
        {!isFirstUse && <ClientFilters search={search} onChange={change} />}
        {clients.isError && items === undefined && (
          <ErrorState error={clients.error} onRetry={() => clients.refetch()} />
        )}
        {clients.isPending && <LoadingRows rows={8} />}
        {items?.length === 0 && (
          <NoClients isFiltered={!isFirstUse} onClear={() => navigate({ search: { sort: search.sort } })} />
        )}
        {items !== undefined && items.length > 0 && (
          <>
            <DataTable
              caption="Clients"
              columns={clientColumns({ withOrganization })}
              rows={items}
              rowKey={(client) => client.id}
              sort={sort}
              onSort={(next) => change({ sort: next === "-created_at" ? undefined : next })}
              isStale={clients.isPlaceholderData}
            />
            <Pager
              what="clients"
              cursor={search.cursor}
              nextCursor={clients.data?.next_cursor ?? null}
              shown={items.length}
              onTurn={(cursor) => change({ cursor })}
            />
          </>
        )}
      </Paper>
    </>
  );
}

function CreateLink({ organization }: { readonly organization: string | undefined }) {
  return (
    <LinkButton to="/clients/new" search={{ organization }} leftSection={<IconPlus size={16} aria-hidden />}>
      Create client
    </LinkButton>
  );
}
