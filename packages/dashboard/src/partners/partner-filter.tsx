import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { apiQuery } from "../api/api-query.ts";
import { useSession } from "../session/session.tsx";

const PARTNERS_MAX = 200;

interface Properties {
  readonly value: string | undefined;
  readonly onChange: (id: string | undefined) => void;
}

/** Narrows a page to one partner; for those who see more than one. */
export function PartnerFilter({ value, onChange }: Properties) {
  const { is_operator, memberships } = useSession();
  if (!is_operator && memberships.length < 2) return null;
  return <PartnerSelect value={value} onChange={onChange} />;
}

function PartnerSelect({ value, onChange }: Properties) {
  const { data } = useQuery(apiQuery("GET /organizations", { query: { limit: PARTNERS_MAX } }));
  const choices = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const isListed = value === undefined || choices.some((choice) => choice.value === value);
  return (
    <Select
      aria-label="Partner"
      placeholder="All partners"
      data={isListed ? choices : [{ value, label: value }, ...choices]}
      value={value ?? null}
      onChange={(next) => onChange(next ?? undefined)}
      searchable
      clearable
      clearButtonProps={{ "aria-label": "All partners" }}
      nothingFoundMessage="No partner has such a name"
    />
  );
}
