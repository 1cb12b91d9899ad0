import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { apiQuery } from "../api/api-query.ts";
import { SearchSelect, useTypedSearch } from "./search-select.tsx";

const SHOWN_MAX = 50;

interface Properties {
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
  /** A choice before all partners that is none. */
  readonly first?: { readonly value: string; readonly label: string };
  readonly label?: ReactNode;
  readonly description?: ReactNode;
  readonly placeholder?: string;
  readonly error?: ReactNode;
  readonly isRequired?: boolean;
}

/** One of the partners that the person sees; the service searches, so there may be thousands. */
export function OrganizationSelect({ value, first, label, isRequired = false, ...select }: Properties) {
  const { search, onSearch } = useTypedSearch();
  const { data } = useQuery({
    ...apiQuery("GET /organizations", { query: { search, limit: SHOWN_MAX } }),
    placeholderData: keepPreviousData,
  });
  const chosen = useQuery({
    ...apiQuery("GET /organizations/:organization_id", { params: { organization_id: value ?? "" } }),
    enabled: value !== null && value !== first?.value,
  });
  const partners = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <SearchSelect
      {...select}
      {...(label === undefined ? { "aria-label": "Partner" } : { label })}
      value={value}
      found={first === undefined ? partners : [first, ...partners]}
      chosenName={chosen.data?.name}
      onSearch={onSearch}
      clearable={!isRequired}
      allowDeselect={!isRequired}
      required={isRequired}
      nothingFoundMessage="No partner has this in its name"
    />
  );
}
