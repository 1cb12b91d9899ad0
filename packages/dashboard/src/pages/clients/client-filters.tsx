import { Group, SegmentedControl } from "@mantine/core";
import { DebouncedSearch } from "../../elements/debounced-search.tsx";
import { PartnerFilter } from "../../partners/partner-filter.tsx";
import classes from "./client-filters.module.css";

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
      <PartnerFilter value={search.organization} onChange={(organization) => onChange({ organization })} />
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
