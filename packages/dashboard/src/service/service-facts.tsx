import type { ServiceState } from "@celitech-auth/contract";
import { Alert } from "@mantine/core";
import { IconDatabaseOff } from "@tabler/icons-react";
import { type Fact, Facts } from "../elements/facts.tsx";
import { LinkText } from "../elements/link-text.tsx";
import { RelativeTime } from "../elements/relative-time.tsx";
import { Section } from "../elements/section.tsx";
import { describeBytes } from "../text/describe-bytes.ts";

/** What runs, on what, and how much it does. */
export function ServiceFacts({ state }: { readonly state: ServiceState }) {
  return (
    <>
      {!state.is_database_reachable && (
        <Alert color="yellow" mb="lg" icon={<IconDatabaseOff size={18} />} title="The database cannot be reached">
          Clients that this node knows go on getting tokens for a while; unknown ones get 503, and nothing can be
          changed. Check the database and the network to it.
        </Alert>
      )}
      <Section title="Right now">
        <Facts facts={workFacts(state)} />
      </Section>
      <Section title="What runs">
        <Facts facts={nodeFacts(state)} />
      </Section>
    </>
  );
}

function workFacts({
  usage_last_hour,
  clients_in_memory,
  clients_in_memory_max,
  clients,
  organizations,
}: ServiceState): readonly Fact[] {
  const count = (number: number) => number.toLocaleString("en");
  return [
    {
      name: "Tokens in the last hour",
      value: count(usage_last_hour.issued),
      note: <LinkText to="/usage">Usage over time</LinkText>,
    },
    { name: "Denied in the last hour", value: count(usage_last_hour.denied) },
    {
      name: "Clients",
      value: count(clients),
      note: `of ${count(organizations)} ${organizations === 1 ? "partner" : "partners"}`,
    },
    {
      name: "Clients in memory",
      value: count(clients_in_memory),
      note: `room for ${count(clients_in_memory_max)}: these need no database`,
    },
  ];
}

function nodeFacts({
  version,
  started_at,
  database,
  is_database_reachable,
  memory_bytes,
  revocation_sequence,
}: ServiceState): readonly Fact[] {
  return [
    {
      name: "Version",
      value: version,
      note: (
        <>
          started <RelativeTime at={started_at} />
        </>
      ),
    },
    {
      name: "Database",
      value: database === "postgres" ? "PostgreSQL" : "SQLite",
      note: is_database_reachable ? "reachable" : "cannot be reached",
    },
    { name: "Memory", value: describeBytes(memory_bytes), note: "of this process" },
    {
      name: "Revocation list",
      value: revocation_sequence.toLocaleString("en"),
      note: "its sequence number, which verifiers follow",
    },
  ];
}
