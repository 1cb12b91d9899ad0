import { useLocalStorage } from "@mantine/hooks";
import { createContext, type ReactNode, useContext } from "react";
import { useSession } from "./session.tsx";

interface CurrentOrganization {
  /** null: all that the person sees. */
  readonly id: string | null;
  readonly choose: (id: string | null) => void;
}

const CurrentOrganizationContext = createContext<CurrentOrganization>({ id: null, choose: () => undefined });

/** Remembers which of their partners a person with several of them looks at. */
export function CurrentOrganizationProvider({ children }: { readonly children: ReactNode }) {
  const { is_operator: isOperator, memberships } = useSession();
  const [stored, setStored] = useLocalStorage<string>({ key: "celitech-auth-organization", defaultValue: "" });
  const known = memberships.find(({ organization_id: id }) => id === stored)?.organization_id;
  const id = known ?? (isOperator || memberships.length > 1 ? null : (memberships[0]?.organization_id ?? null));
  return (
    <CurrentOrganizationContext value={{ id, choose: (next) => setStored(next ?? "") }}>
      {children}
    </CurrentOrganizationContext>
  );
}

/** The organization that lists are about; null: all that the person sees. */
export function useCurrentOrganization(): CurrentOrganization {
  return useContext(CurrentOrganizationContext);
}
