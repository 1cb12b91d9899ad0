import { useQuery } from "@tanstack/react-query";
import { apiQuery } from "../api/api-query.ts";

const STALE_MILLISECONDS = 300_000;

/** The name of a partner of which only the id is known; the id until it is known, and when it is gone. */
export function PartnerName({ id }: { readonly id: string }) {
  const { data } = useQuery({
    ...apiQuery("GET /organizations/:organization_id", { params: { organization_id: id } }),
    staleTime: STALE_MILLISECONDS,
  });
  return <>{data?.name ?? id}</>;
}
