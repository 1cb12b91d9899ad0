import type { SecurityFinding } from "@celitech-auth/contract";
import { Paper, Text } from "@mantine/core";
import { type Column, DataTable } from "../elements/data-table.tsx";
import { LinkButton } from "../elements/link-button.tsx";
import { LinkText } from "../elements/link-text.tsx";
import { RelativeTime } from "../elements/relative-time.tsx";
import { Section } from "../elements/section.tsx";
import { StatusBadge } from "../elements/status-badge.tsx";
import { type FINDING_GROUPS, TIME_HEADERS } from "./finding-groups.ts";
import classes from "./finding-section.module.css";

type Group = (typeof FINDING_GROUPS)[number];

interface Properties {
  readonly group: Group;
  readonly findings: readonly SecurityFinding[];
  /** There are more than these. */
  readonly hasMore: boolean;
  readonly withPartner: boolean;
}

/** All findings of one kind, each with the link to where it is settled. */
export function FindingSection({ group, findings, hasMore, withPartner }: Properties) {
  return (
    <Section
      title={group.title}
      badge={<StatusBadge tone={group.tone}>{`${findings.length}${hasMore ? "+" : ""}`}</StatusBadge>}
      description={group.description}
    >
      <Paper className={classes["findings"] ?? ""}>
        <DataTable
          caption={group.title}
          columns={columnsFor(group, withPartner)}
          rows={findings}
          rowKey={({ client_id, secret_id }) => `${client_id} ${secret_id}`}
        />
      </Paper>
    </Section>
  );
}

function columnsFor({ kind, action, tab }: Group, withPartner: boolean): readonly Column<SecurityFinding>[] {
  const partner: Column<SecurityFinding> = { key: "partner", header: "Partner", cell: (one) => one.organization_name };
  const secret: Column<SecurityFinding> = {
    key: "secret",
    header: "Secret",
    cell: ({ secret_hint }) =>
      secret_hint === null ? null : (
        <Text span ff="monospace" size="xs">
          …{secret_hint}
        </Text>
      ),
  };
  return [
    {
      key: "client",
      header: "Client",
      cell: ({ client_id, client_name }) => (
        <LinkText to="/clients/$clientId" params={{ clientId: client_id }} fw={550}>
          {client_name}
        </LinkText>
      ),
    },
    ...(withPartner ? [partner] : []),
    ...(kind === "client_idle" ? [] : [secret]),
    { key: "at", header: TIME_HEADERS[kind], cell: ({ at }) => <RelativeTime at={at} /> },
    {
      key: "action",
      header: "",
      isNumber: true,
      cell: ({ client_id, client_name }) => (
        <LinkButton
          to="/clients/$clientId"
          params={{ clientId: client_id }}
          search={{ tab }}
          variant="default"
          size="xs"
          aria-label={`${action}: ${client_name}`}
        >
          {action}
        </LinkButton>
      ),
    },
  ];
}
