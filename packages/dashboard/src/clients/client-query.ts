import { useQuery } from "@tanstack/react-query";
import { apiQueryTagged } from "../api/api-query.ts";

const REFRESH_MILLISECONDS = 15_000;

/** A client with its entity tag, read again now and then: whoever rotates a secret watches when it was last used. */
export function useClient(clientId: string) {
  return useQuery({
    ...apiQueryTagged("GET /clients/:client_id", { params: { client_id: clientId } }),
    refetchInterval: REFRESH_MILLISECONDS,
  });
}

/** What a change of a client changes besides. */
export const CLIENT_REFRESHES = ["/clients", "/security-findings", "/audit-events"] as const;
