import type { Client } from "@celitech-auth/contract";
import { Paper, Text } from "@mantine/core";
import { LinkText } from "../../elements/link-text.tsx";
import { RelativeTime } from "../../elements/relative-time.tsx";
import { Section } from "../../elements/section.tsx";
import { StatusBadge } from "../../elements/status-badge.tsx";
import classes from "./home.module.css";

/** The clients that were used last. */
export function RecentClients({ clients }: { readonly clients: readonly Client[] }) {
  return (
    <Section
      title="Clients"
      actions={
        <Text size="sm" component="span">
          <LinkText to="/clients">All clients</LinkText>
        </Text>
      }
    >
      <Paper>
        <ul className={classes["lines"]}>
          {clients.map((client) => (
            <li key={client.id} className={classes["line"]}>
              <Text size="sm" component="div" className={classes["lineText"] ?? ""} truncate>
                <LinkText
                  to="/clients/$clientId"
                  params={{ clientId: client.id }}
                  fw={550}
                  c="var(--mantine-color-text)"
                >
                  {client.name}
                </LinkText>
              </Text>
              {client.status === "disabled" && <StatusBadge tone="quiet">Disabled</StatusBadge>}
              <Text size="sm" c="dimmed" component="span" style={{ whiteSpace: "nowrap" }}>
                {client.last_used_at !== null && "used "}
                <RelativeTime at={client.last_used_at} never="never used" />
              </Text>
            </li>
          ))}
        </ul>
      </Paper>
    </Section>
  );
}
