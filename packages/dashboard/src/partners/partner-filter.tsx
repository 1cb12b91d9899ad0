import { OrganizationSelect } from "../elements/organization-select.tsx";
import { useSession } from "../session/session.tsx";

interface Properties {
  readonly value: string | undefined;
  readonly onChange: (id: string | undefined) => void;
}

/** Narrows a page to one partner; for those who see more than one. */
export function PartnerFilter({ value, onChange }: Properties) {
  const { is_operator, memberships } = useSession();
  if (!is_operator && memberships.length < 2) return null;
  return (
    <OrganizationSelect value={value ?? null} onChange={(id) => onChange(id ?? undefined)} placeholder="All partners" />
  );
}
