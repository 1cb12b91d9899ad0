import type { Client, Secret } from "@celitech-auth/contract";
import { Button, Group, Paper, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { hintOf, isLive } from "../../clients/secret-state.ts";
import { ExpiryTime } from "../../elements/expiry-time.tsx";
import { RelativeTime } from "../../elements/relative-time.tsx";
import { StatusBadge } from "../../elements/status-badge.tsx";
import { describeUserAgent } from "../../text/describe-user-agent.ts";
import { nameActor } from "../../text/name-actor.ts";
import { EditSecretDialog } from "./edit-secret-dialog.tsx";
import { RevokeSecretDialog } from "./revoke-secret-dialog.tsx";
import classes from "./secret-card.module.css";

interface Properties {
  readonly client: Client;
  readonly secret: Secret;
  readonly mayChange: boolean;
}

/** One secret: never its text, but all that tells whether it is still needed. */
export function SecretCard({ client, secret, mayChange }: Properties) {
  const [asked, setAsked] = useState<"edit" | "revoke">();
  const close = () => setAsked(undefined);
  return (
    <Paper component="section" aria-label={`Secret ${hintOf(secret)}`} className={classes["card"]}>
      <Group justify="space-between" gap="sm">
        <Group gap="sm">
          <Text span ff="monospace" fw={550} size="sm">
            {hintOf(secret)}
          </Text>
          {secret.label !== null && <Text size="sm">{secret.label}</Text>}
          <SecretState secret={secret} />
        </Group>
        {mayChange && (
          <Group gap="xs">
            <Button variant="default" size="xs" onClick={() => setAsked("edit")}>
              Edit
            </Button>
            <Button variant="default" size="xs" c="var(--mantine-color-error)" onClick={() => setAsked("revoke")}>
              Revoke
            </Button>
          </Group>
        )}
      </Group>
      <dl className={classes["facts"]}>
        <Fact name="Created">
          <RelativeTime at={secret.created_at} />
          {secret.created_by !== null && (
            <Text size="xs" c="dimmed">
              by {nameActor(secret.created_by, "within")}
            </Text>
          )}
        </Fact>
        <Fact name="Last used">
          <LastUse secret={secret} />
        </Fact>
        <Fact name={isLive(secret) ? "Expires" : "Ended"}>
          {secret.revoked_at === null ? <ExpiryTime at={secret.expires_at} /> : <RelativeTime at={secret.revoked_at} />}
        </Fact>
        <Fact name="Tokens issued">{secret.tokens_issued.toLocaleString("en")}</Fact>
      </dl>
      {asked === "edit" && <EditSecretDialog client={client} secret={secret} onClose={close} />}
      {asked === "revoke" && <RevokeSecretDialog client={client} secret={secret} onClose={close} />}
    </Paper>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className={classes["name"]}>{name}</dt>
      <dd className={classes["value"]}>{children}</dd>
    </div>
  );
}

function LastUse({ secret }: { readonly secret: Secret }) {
  return (
    <>
      <RelativeTime at={secret.last_used_at} />
      {secret.last_used_from !== null && (
        <Text size="xs" c="dimmed" ff="monospace">
          from {secret.last_used_from}
        </Text>
      )}
      {secret.last_used_user_agent !== null && (
        <Text size="xs" c="dimmed" lineClamp={2} title={secret.last_used_user_agent}>
          {describeUserAgent(secret.last_used_user_agent)}
        </Text>
      )}
    </>
  );
}

function SecretState({ secret }: { readonly secret: Secret }) {
  switch (secret.state) {
    case "live":
      return <StatusBadge tone="good">Live</StatusBadge>;
    case "ending":
      return <StatusBadge tone="warning">Ending</StatusBadge>;
    case "expired":
      return <StatusBadge tone="bad">Expired</StatusBadge>;
    case "revoked":
      return <StatusBadge tone="quiet">Revoked</StatusBadge>;
  }
}
