import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { apiQuery } from "../api/api-query.ts";

const SEARCH_MILLISECONDS = 200;

interface Properties {
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
  readonly label?: ReactNode;
  readonly placeholder?: string;
  readonly error?: ReactNode;
  readonly isRequired?: boolean;
}

/** One of the partners that the person sees; the service searches, so there may be thousands. */
export function OrganizationSelect({ value, onChange, label, placeholder, error, isRequired = false }: Properties) {
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, SEARCH_MILLISECONDS);
  const { data } = useQuery({
    ...apiQuery("GET /organizations", { query: { search: search || undefined, limit: 50 } }),
    placeholderData: keepPreviousData,
  });
  const chosen = useQuery({
    ...apiQuery("GET /organizations/:organization_id", { params: { organization_id: value ?? "" } }),
    enabled: value !== null,
  });
  const found = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const isListed = value === null || found.some((one) => one.value === value);
  const items = isListed ? found : [{ value, label: chosen.data?.name ?? value }, ...found];
  return (
    <Select
      {...(label === undefined ? { "aria-label": "Partner" } : { label })}
      placeholder={placeholder}
      data={items}
      value={value}
      onChange={onChange}
      searchable
      onSearchChange={(text) => setTyped(items.some((one) => one.label === text) ? "" : text)}
      // The service has searched already.
      filter={({ options }) => options}
      clearable={!isRequired}
      required={isRequired}
      error={error}
      nothingFoundMessage="No partner has this in its name"
    />
  );
}
