import type { Client } from "@celitech-auth/contract";
import { Group, Stack, Text, Tooltip } from "@mantine/core";
import { hintOf, liveSecrets, nextExpiry } from "../../clients/secret-state.ts";
import type { Column } from "../../elements/data-table.tsx";
import { ExpiryTime } from "../../elements/expiry-time.tsx";
import { Identifier } from "../../elements/identifier.tsx";
import { LinkText } from "../../elements/link-text.tsx";
import { RelativeTime } from "../../elements/relative-time.tsx";
import { StatusBadge } from "../../elements/status-badge.tsx";
import { nameActor } from "../../text/name-actor.ts";

const SCOPES_SHOWN = 2;

/** What the list tells of a client. */
export function clientColumns({ withOrganization }: { readonly withOrganization: boolean }): readonly Column<Client>[] {
  const organization: Column<Client> = {
    key: "organization",
    header: "Partner",
    cell: (client) => (
      <Text span inherit lineClamp={2} maw={140}>
        {client.organization_name}
      </Text>
    ),
  };
  return [
    { key: "name", header: "Name", sort: "name", cell: (client) => <NameCell client={client} /> },
    ...(withOrganization ? [organization] : []),
    { key: "status", header: "Status", cell: (client) => <ClientStatus client={client} /> },
    { key: "secrets", header: "Secrets", cell: (client) => <SecretsCell client={client} /> },
    { key: "scopes", header: "Scopes", cell: (client) => <ScopesCell client={client} /> },
    {
      key: "created",
      header: "Created",
      sort: "created_at",
      sortsDownFirst: true,
      cell: (client) => <CreatedCell client={client} />,
    },
    {
      key: "used",
      header: "Last used",
      sort: "last_used_at",
      sortsDownFirst: true,
      cell: (client) => <RelativeTime at={client.last_used_at} />,
    },
    { key: "expires", header: "Expires", cell: (client) => <ExpiryTime at={nextExpiry(client)} /> },
  ];
}

function NameCell({ client }: { readonly client: Client }) {
  return (
    <Stack gap={0} maw={300}>
      <LinkText to="/clients/$clientId" params={{ clientId: client.id }} fw={550} c="var(--mantine-color-text)" py={2}>
        {client.name}
      </LinkText>
      <Identifier value={client.id} what="client id" />
    </Stack>
  );
}

export function ClientStatus({ client }: { readonly client: Pick<Client, "status"> }) {
  return client.status === "enabled" ? (
    <StatusBadge tone="good">Enabled</StatusBadge>
  ) : (
    <StatusBadge tone="quiet">Disabled</StatusBadge>
  );
}

function SecretsCell({ client }: { readonly client: Client }) {
  const live = liveSecrets(client);
  if (live.length === 0) return <StatusBadge tone="warning">None live</StatusBadge>;
  return (
    <Group gap={8} wrap="nowrap">
      {live.map((secret) => (
        <Text key={secret.id} span ff="monospace" size="xs" style={{ whiteSpace: "nowrap" }}>
          {hintOf(secret)}
        </Text>
      ))}
    </Group>
  );
}

function ScopesCell({ client }: { readonly client: Client }) {
  const scopes = [...new Set(client.grants.flatMap((grant) => grant.scopes))];
  if (scopes.length === 0)
    return (
      <Text span inherit c="dimmed">
        None
      </Text>
    );
  const more = scopes.length - SCOPES_SHOWN;
  return (
    <Text span size="xs" ff="monospace">
      {scopes.slice(0, SCOPES_SHOWN).join(" ")}
      {more > 0 && (
        <Tooltip label={scopes.slice(SCOPES_SHOWN).join(" ")} multiline maw={320}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the tooltip has to be reachable by keyboard too. */}
          <span tabIndex={0}> +{more}</span>
        </Tooltip>
      )}
    </Text>
  );
}

function CreatedCell({ client }: { readonly client: Client }) {
  return (
    <Stack gap={0}>
      <RelativeTime at={client.created_at} />
      <Text size="xs" c="dimmed" truncate maw={160}>
        by {nameActor(client.created_by, "within")}
      </Text>
    </Stack>
  );
}
