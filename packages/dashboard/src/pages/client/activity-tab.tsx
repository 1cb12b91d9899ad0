import type { Activity, Client } from "@celitech-auth/contract";
import { Group, Paper, SegmentedControl, Text } from "@mantine/core";
import { IconActivity } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { usePages } from "../../api/use-pages.ts";
import { describeDenial } from "../../audit-log/describe-denial.ts";
import { type Column, DataTable } from "../../elements/data-table.tsx";
import { EmptyState } from "../../elements/empty-state.tsx";
import { PagedList } from "../../elements/paged-list.tsx";
import { RelativeTime } from "../../elements/relative-time.tsx";
import { StatusBadge } from "../../elements/status-badge.tsx";
import { useSession } from "../../session/session.tsx";
import { describeUserAgent } from "../../text/describe-user-agent.ts";

const route = getRouteApi("/clients/$clientId");
type Outcome = Activity["outcome"];
const OUTCOMES = [
  { value: "all", label: "All" },
  { value: "issued", label: "Issued" },
  { value: "denied", label: "Denied" },
] as const;

/** Who asked for tokens of a client lately, with which secret and from where, and what came of it. */
export function ActivityTab({ client }: { readonly client: Client }) {
  const { is_operator } = useSession();
  const navigate = route.useNavigate();
  const outcome = outcomeOf(route.useSearch().outcome);
  const pages = usePages("GET /clients/:client_id/activity", { params: { client_id: client.id }, query: { outcome } });
  return (
    <>
      <Group justify="space-between" mb="md" gap="sm">
        <Text size="sm" c="dimmed" maw={560}>
          Alike requests are gathered into one line.
          {is_operator ? "" : " Why a request was denied is told to operators only: ask them."}
        </Text>
        <SegmentedControl
          aria-label="Outcome"
          data={[...OUTCOMES]}
          value={outcome ?? "all"}
          onChange={(next) =>
            navigate({ search: (before) => ({ ...before, outcome: outcomeOf(next) }), resetScroll: false })
          }
        />
      </Group>
      <PagedList pages={pages} empty={<NoActivity outcome={outcome} />} moreLabel="Load older">
        {(items) => (
          <Paper>
            <DataTable caption="Token requests" columns={columnsFor(is_operator)} rows={items} rowKey={keyOf} />
          </Paper>
        )}
      </PagedList>
    </>
  );
}

function outcomeOf(value: string | undefined): Outcome | undefined {
  return value === "issued" || value === "denied" ? value : undefined;
}

function keyOf({ at, outcome, reason, address, user_agent, secret_id }: Activity): string {
  return [at, outcome, reason, address, user_agent, secret_id].join(" ");
}

function columnsFor(isOperator: boolean): readonly Column<Activity>[] {
  return [
    { key: "when", header: "When", cell: ({ at }) => <RelativeTime at={at} /> },
    {
      key: "outcome",
      header: "Outcome",
      cell: ({ outcome }) => (
        <StatusBadge tone={outcome === "issued" ? "good" : "bad"}>
          {outcome === "issued" ? "Issued" : "Denied"}
        </StatusBadge>
      ),
    },
    ...(isOperator ? [REASON] : []),
    { key: "count", header: "Requests", isNumber: true, cell: ({ count }) => count.toLocaleString("en") },
    { key: "secret", header: "Secret", cell: ({ secret_hint }) => <SecretHint hint={secret_hint} /> },
    {
      key: "from",
      header: "From",
      cell: ({ address, user_agent }) => (
        <div>
          <Text size="sm" ff="monospace" fz="xs">
            {address ?? "many addresses"}
          </Text>
          {user_agent !== null && (
            <Text size="xs" c="dimmed" lineClamp={1} title={user_agent}>
              {describeUserAgent(user_agent)}
            </Text>
          )}
        </div>
      ),
    },
  ];
}

const REASON: Column<Activity> = {
  key: "reason",
  header: "Reason",
  cell: ({ reason }) => (reason === null ? "—" : describeDenial(reason)),
};

function SecretHint({ hint }: { readonly hint: string | null }) {
  if (hint === null) return "—";
  return (
    <Text span ff="monospace" size="xs">
      …{hint}
    </Text>
  );
}

function NoActivity({ outcome }: { readonly outcome: Outcome | undefined }) {
  if (outcome === "denied")
    return (
      <EmptyState
        icon={<IconActivity />}
        title="Nothing was denied"
        text="Every request for a token was answered with one."
      />
    );
  return (
    <EmptyState
      icon={<IconActivity />}
      title="No requests yet"
      text="As soon as the client asks for a token, you see here when, from where and with which secret."
    />
  );
}
