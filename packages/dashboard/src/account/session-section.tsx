import type { Session } from "@celitech-auth/contract";
import { SESSION_IDLE_SECONDS, SESSION_SECONDS_MAX } from "@celitech-auth/contract/limits";
import { Button, Group, Paper, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiProblem } from "../api/api-problem.ts";
import { apiQuery, refresh, useChange } from "../api/api-query.ts";
import { ConfirmDialog } from "../elements/confirm-dialog.tsx";
import { type Column, DataTable } from "../elements/data-table.tsx";
import { ErrorState } from "../elements/error-state.tsx";
import { LoadingRows } from "../elements/loading-rows.tsx";
import { RelativeTime } from "../elements/relative-time.tsx";
import { Section } from "../elements/section.tsx";
import { StatusBadge } from "../elements/status-badge.tsx";
import { useDialog } from "../elements/use-dialog.ts";
import { describeSeconds } from "../text/describe-seconds.ts";
import { describeUserAgent } from "../text/describe-user-agent.ts";

/** Where one is signed in. */
export function SessionSection() {
  const { data, error, refetch } = useQuery(apiQuery("GET /sessions"));
  const endSessions = useEndSessions();
  const ending = useDialog<readonly Session[]>();
  const others = (data?.items ?? []).filter(({ is_current }) => !is_current);
  const endAll = (
    <Button variant="default" onClick={() => ending.open(others)}>
      End all others
    </Button>
  );
  return (
    <Section
      title="Where you are signed in"
      description={`A session ends after ${describeSeconds(SESSION_IDLE_SECONDS)} without use, and after ${describeSeconds(SESSION_SECONDS_MAX)} at the latest.`}
      actions={others.length > 1 && endAll}
    >
      {data === undefined && error !== null ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <Paper>
          {data === undefined ? (
            <LoadingRows rows={2} />
          ) : (
            <DataTable
              caption="Sessions"
              columns={[...COLUMNS, actionColumn((session) => ending.open([session]))]}
              rows={data.items}
              rowKey={({ id }) => id}
            />
          )}
        </Paper>
      )}
      <ConfirmDialog
        isOpen={ending.isOpen}
        onClose={ending.close}
        title={ending.target?.length === 1 ? "End the session" : "End all other sessions"}
        action={ending.target?.length === 1 ? "End it" : "End them"}
        onConfirm={async () => {
          await endSessions(ending.target ?? []);
          ending.close();
        }}
      >
        Whoever uses the dashboard there is signed out at once. If it was not you, change your password and remove
        passkeys that you do not know.
      </ConfirmDialog>
    </Section>
  );
}

function useEndSessions(): (sessions: readonly Session[]) => Promise<void> {
  const queries = useQueryClient();
  const end = useChange("DELETE /sessions/:session_id");
  return async (sessions) => {
    try {
      for (const { id } of sessions) await end.mutateAsync({ params: { session_id: id } }).catch(ignoreMissing);
    } finally {
      await refresh(queries, "/sessions");
    }
  };
}

/** A session that has ended by itself is what was asked for. */
function ignoreMissing(error: unknown): void {
  if (!(error instanceof ApiProblem && error.code === "not_found")) throw error;
}

const COLUMNS: readonly Column<Session>[] = [
  {
    key: "where",
    header: "Where",
    cell: ({ user_agent, address, is_current }) => (
      <div>
        <Group gap="xs">
          <Text span size="sm" fw={550} title={user_agent}>
            {user_agent === "" ? "Unknown browser" : describeUserAgent(user_agent)}
          </Text>
          {is_current && <StatusBadge tone="good">This one</StatusBadge>}
        </Group>
        <Text size="xs" c="dimmed" ff="monospace">
          {address}
        </Text>
      </div>
    ),
  },
  { key: "seen", header: "Last seen", cell: ({ last_seen_at }) => <RelativeTime at={last_seen_at} /> },
  { key: "since", header: "Signed in", cell: ({ created_at }) => <RelativeTime at={created_at} /> },
  { key: "ends", header: "Ends", cell: ({ expires_at }) => <RelativeTime at={expires_at} /> },
];

function actionColumn(onEnd: (session: Session) => void): Column<Session> {
  return {
    key: "actions",
    header: "",
    isNumber: true,
    cell: (session) =>
      session.is_current ? null : (
        <Button
          variant="default"
          size="xs"
          onClick={() => onEnd(session)}
          aria-label={`End the session on ${describeUserAgent(session.user_agent)}, ${session.address}`}
        >
          End
        </Button>
      ),
  };
}
