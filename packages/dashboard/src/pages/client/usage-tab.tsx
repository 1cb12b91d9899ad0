import type { Client } from "@celitech-auth/contract";
import { getRouteApi } from "@tanstack/react-router";
import { UsagePanel } from "../../usage/usage-panel.tsx";
import { parseUsageRange } from "../../usage/usage-range.ts";

const route = getRouteApi("/clients/$clientId");

/** Tokens of a client over time. */
export function UsageTab({ client }: { readonly client: Client }) {
  const { range } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <UsagePanel
      of={{ client_id: client.id }}
      range={parseUsageRange(range)}
      onRangeChange={(next) => navigate({ search: (before) => ({ ...before, range: next }), resetScroll: false })}
    />
  );
}
