import type { Resource } from "@celitech-auth/contract";
import { Button, Group, Paper, Text } from "@mantine/core";
import { IconApi, IconPlus } from "@tabler/icons-react";
import { usePages } from "../api/use-pages.ts";
import { AddApiDialog } from "../apis/add-api-dialog.tsx";
import { describeLifetime } from "../apis/token-lifetime.ts";
import { type Column, DataTable } from "../elements/data-table.tsx";
import { EmptyState } from "../elements/empty-state.tsx";
import { LinkText } from "../elements/link-text.tsx";
import { PageHeader } from "../elements/page-header.tsx";
import { PagedList } from "../elements/paged-list.tsx";
import { StatusBadge } from "../elements/status-badge.tsx";
import { useDialog } from "../elements/use-dialog.ts";
import { useSession } from "../session/session.tsx";

const COLUMNS: readonly Column<Resource>[] = [
  {
    key: "name",
    header: "Name",
    cell: ({ id, name, audience, is_default }) => (
      <div>
        <Group gap="xs">
          <LinkText to="/apis/$resourceId" params={{ resourceId: id }} fw={550}>
            {name}
          </LinkText>
          {is_default && <StatusBadge tone="info">Default</StatusBadge>}
        </Group>
        <Text size="xs" ff="monospace" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {audience}
        </Text>
      </div>
    ),
  },
  { key: "scopes", header: "Scopes", isNumber: true, cell: ({ scopes }) => scopes.length },
  { key: "lifetime", header: "Tokens live", cell: ({ token_lifetime_seconds: seconds }) => describeLifetime(seconds) },
  { key: "algorithm", header: "Signed with", cell: ({ signing_algorithm }) => signing_algorithm },
];

/** The APIs that tokens can be for. */
export function ApisPage() {
  const { is_operator } = useSession();
  const pages = usePages("GET /resources");
  const adding = useDialog();
  const addButton = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => adding.open(true)}>
      Add an API
    </Button>
  );
  return (
    <>
      <PageHeader
        title="APIs"
        description="What access tokens are for. Each API has an audience, by which it knows its tokens, and scopes, which say what a token allows."
        actions={is_operator ? addButton : undefined}
      />
      <PagedList pages={pages} empty={<NoApis />} rows={3}>
        {(items) => (
          <Paper>
            <DataTable caption="APIs" columns={COLUMNS} rows={items} rowKey={({ id }) => id} />
          </Paper>
        )}
      </PagedList>
      <AddApiDialog isOpen={adding.isOpen} onClose={adding.close} />
    </>
  );
}

function NoApis() {
  return (
    <EmptyState
      icon={<IconApi />}
      title="There is no API yet"
      text="An operator adds one; then clients can be allowed to ask for tokens for it."
    />
  );
}
