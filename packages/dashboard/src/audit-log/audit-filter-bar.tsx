import { Button, Group, Select, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { PartnerFilter } from "../partners/partner-filter.tsx";
import { type AuditSearch, hasFilters } from "./audit-filters.ts";
import { ACTION_GROUPS, EVENT_SENTENCES } from "./event-sentences.ts";

interface Properties {
  readonly search: AuditSearch;
  readonly onChange: (changed: AuditSearch) => void;
  readonly onClear: () => void;
}

/** Narrows the audit log; what is chosen stands in the address. */
export function AuditFilterBar({ search, onChange, onClear }: Properties) {
  return (
    <Group gap="sm" mb="md" align="flex-end">
      <PartnerFilter value={search.organization} onChange={(organization) => onChange({ organization })} />
      <Select
        aria-label="Action"
        placeholder="All actions"
        data={ACTION_CHOICES}
        value={search.action ?? null}
        onChange={(action) => onChange({ action: action ?? undefined })}
        searchable
        clearable
        clearButtonProps={{ "aria-label": "All actions" }}
        nothingFoundMessage="No such action"
        w={{ base: "100%", xs: 220 }}
      />
      <TextInput
        type="date"
        aria-label="From"
        leftSection="From"
        leftSectionWidth={52}
        flex="1 1 10rem"
        maw={{ base: "none", xs: 190 }}
        value={search.since ?? ""}
        max={search.until}
        onChange={(event) => onChange({ since: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        aria-label="To"
        leftSection="To"
        leftSectionWidth={36}
        flex="1 1 10rem"
        maw={{ base: "none", xs: 190 }}
        value={search.until ?? ""}
        min={search.since}
        onChange={(event) => onChange({ until: event.currentTarget.value || undefined })}
      />
      <ChosenId name="Subject" value={search.subject} onClear={() => onChange({ subject: undefined })} />
      <ChosenId name="By" value={search.actor} onClear={() => onChange({ actor: undefined })} />
      {hasFilters(search) && (
        <Button variant="subtle" onClick={onClear}>
          Clear filters
        </Button>
      )}
    </Group>
  );
}

const ACTION_CHOICES = ACTION_GROUPS.map(({ prefix, label }) => ({
  group: label,
  items: [
    { value: prefix, label: `${label}: all` },
    ...Object.keys(EVENT_SENTENCES)
      .filter((action) => action.startsWith(prefix))
      .map((action) => ({ value: action, label: action.replaceAll(/[._]/g, " ") })),
  ],
}));

interface ChosenIdProps {
  readonly name: string;
  readonly value: string | undefined;
  readonly onClear: () => void;
}

/** A subject or actor that was chosen by a link in an event. */
function ChosenId({ name, value, onClear }: ChosenIdProps) {
  if (value === undefined) return null;
  return (
    <Button
      variant="light"
      rightSection={<IconX size={14} aria-hidden />}
      onClick={onClear}
      aria-label={`${name} ${value}: take this filter away`}
      maw={280}
    >
      {name}: {value}
    </Button>
  );
}
