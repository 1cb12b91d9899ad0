import type { Client } from "@celitech-auth/contract";
import { Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { mayIn, useSession } from "../../session/session.tsx";
import classes from "./client-page.module.css";
import { DangerZone } from "./danger-zone.tsx";
import { GeneralForm } from "./general-form.tsx";

interface Properties {
  readonly client: Client;
  readonly entityTag: string | undefined;
}

/** Name and authentication of a client, and what ends it. */
export function SettingsTab({ client, entityTag }: Properties) {
  const session = useSession();
  const mayChange = mayIn(session, client.organization_id, "developer");
  if (!mayChange)
    return (
      <Section title="Settings">
        <Text size="sm" c="dimmed">
          Your role lets you see this client, not change it. A developer or owner of {client.organization_name} can.
        </Text>
      </Section>
    );
  return (
    <Stack gap="md">
      <Section title="General">
        <GeneralForm client={client} entityTag={entityTag} />
      </Section>
      <Section title="Stop and delete">
        <DangerZone client={client} entityTag={entityTag} />
      </Section>
    </Stack>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Paper component="section" aria-label={title} className={classes["panel"]}>
      <Title order={2} mb="md">
        {title}
      </Title>
      {children}
    </Paper>
  );
}
