import { Group, SegmentedControl } from "@mantine/core";
import { lazy, Suspense } from "react";
import { DebouncedSearch } from "../../elements/debounced-search.tsx";
import { useSession } from "../../session/session.tsx";
import classes from "./client-filters.module.css";

// Operators alone filter by partner: nobody else loads what it takes.
const OrganizationSelect = lazy(async () => {
  const { OrganizationSelect: component } = await import("../../elements/organization-select.tsx");
  return { default: component };
});

interface ClientSearch {
  readonly search?: string | undefined;
  readonly status?: string | undefined;
  readonly organization?: string | undefined;
}

interface Properties {
  readonly search: ClientSearch;
  /** With `isTyping` the address is replaced: nobody wants to go back letter by letter. */
  readonly onChange: (changed: ClientSearch, isTyping?: boolean) => void;
}

/** Search and filters above the list of clients. */
export function ClientFilters({ search, onChange }: Properties) {
  const { is_operator: isOperator } = useSession();
  return (
    <Group gap="sm" p="md" className={classes["bar"]}>
      <div className={classes["search"]}>
        <DebouncedSearch
          label="Search clients"
          placeholder="Search by name or client id"
          value={search.search ?? ""}
          onSearch={(text) => onChange({ search: text || undefined }, search.search !== undefined && text !== "")}
        />
      </div>
      {isOperator && (
        <Suspense>
          <OrganizationSelect
            placeholder="All partners"
            value={search.organization ?? null}
            onChange={(id) => onChange({ organization: id ?? undefined })}
          />
        </Suspense>
      )}
      <SegmentedControl
        aria-label="Status"
        size="sm"
        value={search.status ?? ""}
        onChange={(status) => onChange({ status: status || undefined })}
        data={[
          { value: "", label: "All" },
          { value: "enabled", label: "Enabled" },
          { value: "disabled", label: "Disabled" },
        ]}
      />
    </Group>
  );
}
