import type { AdminToken } from "@celitech-auth/contract";
import { Badge, Button, Group, Text } from "@mantine/core";
import type { Column } from "../elements/data-table.tsx";
import { ExpiryTime } from "../elements/expiry-time.tsx";
import { RelativeTime } from "../elements/relative-time.tsx";
import { StatusBadge } from "../elements/status-badge.tsx";
import { PartnerName } from "../partners/partner-name.tsx";
import { nameActor } from "../text/name-actor.ts";

/** What the list of admin tokens shows of each. */
export function tokenColumns(onRevoke: (token: AdminToken) => void): readonly Column<AdminToken>[] {
  return [
    { key: "name", header: "Name", cell: (token) => <TokenName token={token} /> },
    { key: "scopes", header: "May do", cell: ({ scopes }) => <Scopes scopes={scopes} /> },
    { key: "used", header: "Last used", cell: (token) => <LastUse token={token} /> },
    { key: "ends", header: "Ends", cell: (token) => <TokenState token={token} /> },
    {
      key: "actions",
      header: "",
      isNumber: true,
      cell: (token) =>
        token.revoked_at !== null ? null : (
          <Button variant="default" size="xs" onClick={() => onRevoke(token)} aria-label={`Revoke ${token.name}`}>
            Revoke
          </Button>
        ),
    },
  ];
}

function TokenName({ token }: { readonly token: AdminToken }) {
  const { name, hint, organization_id, created_by } = token;
  return (
    <div>
      <Text size="sm" fw={550}>
        {name}
      </Text>
      <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        <Text span ff="monospace" inherit>
          …{hint}
        </Text>
        {" · for "}
        {organization_id === null ? "operators" : <PartnerName id={organization_id} />}
        {` · by ${nameActor(created_by, "within")}`}
      </Text>
    </div>
  );
}

function Scopes({ scopes }: Pick<AdminToken, "scopes">) {
  return (
    <Group gap={4} maw={320}>
      {scopes.map((scope) => (
        <Badge key={scope} color="gray" ff="monospace" fw={400}>
          {scope}
        </Badge>
      ))}
    </Group>
  );
}

function LastUse({ token }: { readonly token: AdminToken }) {
  return (
    <div>
      <RelativeTime at={token.last_used_at} />
      {token.last_used_from !== null && (
        <Text size="xs" c="dimmed" ff="monospace">
          {token.last_used_from}
        </Text>
      )}
    </div>
  );
}

function TokenState({ token: { revoked_at, expires_at } }: { readonly token: AdminToken }) {
  if (revoked_at !== null) return <StatusBadge tone="quiet">Revoked</StatusBadge>;
  if (expires_at === null) return <StatusBadge tone="warning">Never ends</StatusBadge>;
  return <ExpiryTime at={expires_at} />;
}
