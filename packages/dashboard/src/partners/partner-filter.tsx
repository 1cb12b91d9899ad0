import { lazy, Suspense } from "react";
import { useCurrentOrganization } from "../session/current-organization.tsx";
import { useSession } from "../session/session.tsx";

// Who sees one partner only loads nothing of it.
const OrganizationSelect = lazy(async () => {
  const { OrganizationSelect: component } = await import("../elements/organization-select.tsx");
  return { default: component };
});

interface Properties {
  readonly value: string | undefined;
  readonly onChange: (id: string | undefined) => void;
}

/** Narrows a page to one partner; for those who see more than one there. Where the sidebar narrows it already, only what the address says is shown. */
export function PartnerFilter({ value, onChange }: Properties) {
  const { is_operator, memberships } = useSession();
  const { id } = useCurrentOrganization();
  const seesOne = id !== null || (!is_operator && memberships.length < 2);
  if (value === undefined && seesOne) return null;
  return (
    <Suspense>
      <OrganizationSelect
        value={value ?? null}
        onChange={(next) => onChange(next ?? undefined)}
        placeholder="All partners"
      />
    </Suspense>
  );
}
