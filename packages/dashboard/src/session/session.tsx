import type { OrganizationRole, SessionState } from "@celitech-auth/contract";
import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext } from "react";
import { apiQuery } from "../api/api-query.ts";
import { ErrorState } from "../elements/error-state.tsx";
import { PageLoader } from "../elements/page-loader.tsx";

const SessionContext = createContext<SessionState | undefined>(undefined);

/** Shows what is inside once it is known who is signed in. */
export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const { data, error, refetch } = useQuery({ ...apiQuery("GET /session"), staleTime: 60_000 });
  if (data !== undefined) return <SessionContext value={data}>{children}</SessionContext>;
  // While the browser goes to the page for signing in, nothing flashes up.
  if (error === null || error.code === "not_signed_in") return <PageLoader />;
  return <ErrorState error={error} onRetry={() => refetch()} isWholePage />;
}

/** Who is signed in, and what the service tells about itself. */
export function useSession(): SessionState {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error("useSession is called outside of SessionProvider");
  return session;
}

const RANK: Readonly<Record<OrganizationRole, number>> = { viewer: 1, developer: 2, owner: 3 };

/** Whether the person may do in the organization what takes this role. The API checks it again. */
export function mayIn(session: SessionState, organizationId: string | null, role: OrganizationRole): boolean {
  if (session.is_operator) return true;
  return session.memberships.some(
    (membership) => membership.organization_id === organizationId && RANK[membership.role] >= RANK[role],
  );
}

/** Whether there is any organization in which the person may do what takes this role. */
export function mayAnywhere(session: SessionState, role: OrganizationRole): boolean {
  return session.is_operator || session.memberships.some((membership) => RANK[membership.role] >= RANK[role]);
}
