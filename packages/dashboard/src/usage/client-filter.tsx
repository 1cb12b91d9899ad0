import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { apiQuery } from "../api/api-query.ts";
import { SearchSelect, useTypedSearch } from "../elements/search-select.tsx";

const SHOWN_MAX = 50;

interface Properties {
  /** Whose clients are offered; undefined: all that one sees. */
  readonly organizationId: string | undefined;
  readonly value: string | undefined;
  readonly onChange: (id: string | undefined) => void;
}

/** Narrows a page to one client; the service searches, so there may be thousands. */
export function ClientFilter({ organizationId, value, onChange }: Properties) {
  const { search, onSearch } = useTypedSearch();
  const query = { organization_id: organizationId, search, sort: "name", limit: SHOWN_MAX } as const;
  const { data } = useQuery({ ...apiQuery("GET /clients", { query }), placeholderData: keepPreviousData });
  const chosen = useQuery({
    ...apiQuery("GET /clients/:client_id", { params: { client_id: value ?? "" } }),
    enabled: value !== undefined,
  });
  return (
    <SearchSelect
      aria-label="Client"
      placeholder="All clients"
      value={value ?? null}
      onChange={(next) => onChange(next ?? undefined)}
      found={(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      chosenName={chosen.data?.name}
      onSearch={onSearch}
      clearable
      clearButtonProps={{ "aria-label": "All clients" }}
      nothingFoundMessage="No client has such a name"
    />
  );
}
