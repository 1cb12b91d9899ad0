import type { Client, CreatedSecret, Secret } from "@celitech-auth/contract";
import { LIVE_SECRETS_MAX } from "@celitech-auth/contract/limits";
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconPlus, IconRefresh } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { SecretDialog } from "../../clients/secret-dialog.tsx";
import { isLive, liveSecrets } from "../../clients/secret-state.ts";
import { mayIn, useSession } from "../../session/session.tsx";
import { AddSecretDialog } from "./add-secret-dialog.tsx";
import { RotateDialog } from "./rotate-dialog.tsx";
import { RotationBanner } from "./rotation-banner.tsx";
import { SecretCard } from "./secret-card.tsx";

type Asked = { readonly kind: "none" } | { readonly kind: "rotate"; readonly old: Secret } | { readonly kind: "add" };
interface Shown {
  readonly created: CreatedSecret;
  readonly note: ReactNode;
}

/** The secrets of a client: which live, who uses them, and how to change them without an outage. */
export function SecretsTab({ client }: { readonly client: Client }) {
  const session = useSession();
  const [asked, setAsked] = useState<Asked>({ kind: "none" });
  const [shown, setShown] = useState<Shown>();
  const mayChange = mayIn(session, client.organization_id, "developer");
  const dead = client.secrets.filter((secret) => !isLive(secret));
  const close = () => setAsked({ kind: "none" });
  const show = (created: CreatedSecret, note: ReactNode) => {
    close();
    setShown({ created, note });
  };
  return (
    <Stack gap="md">
      {client.rotation !== null && <RotationBanner client={client} mayChange={mayChange} />}
      {mayChange && <SecretActions client={client} onAsk={setAsked} />}
      {liveSecrets(client).map((secret) => (
        <SecretCard key={secret.id} client={client} secret={secret} mayChange={mayChange} />
      ))}
      {dead.length > 0 && <DeadSecrets client={client} secrets={dead} />}
      {asked.kind === "rotate" && <RotateDialog client={client} old={asked.old} onClose={close} onCreated={show} />}
      {asked.kind === "add" && <AddSecretDialog client={client} onClose={close} onCreated={show} />}
      {shown !== undefined && (
        <SecretDialog created={shown.created} note={shown.note} onClose={() => setShown(undefined)} />
      )}
    </Stack>
  );
}

interface ActionProperties {
  readonly client: Client;
  readonly onAsk: (asked: Asked) => void;
}

function SecretActions({ client, onAsk }: ActionProperties) {
  const live = liveSecrets(client);
  const [old] = live;
  const isFull = live.length >= LIVE_SECRETS_MAX;
  const reason = whyNot(client, live.length);
  const rotate = old === undefined || isFull ? undefined : () => onAsk({ kind: "rotate", old });
  return (
    <Group gap="xs">
      <Button
        leftSection={<IconRefresh size={16} aria-hidden />}
        disabled={rotate === undefined}
        onClick={rotate}
        {...(reason !== undefined && { "aria-describedby": "why-no-secret" })}
      >
        Rotate
      </Button>
      <Button
        variant="default"
        leftSection={<IconPlus size={16} aria-hidden />}
        disabled={isFull}
        onClick={() => onAsk({ kind: "add" })}
        {...(reason !== undefined && { "aria-describedby": "why-no-secret" })}
      >
        {live.length === 0 ? "Create a secret" : "Add a second secret"}
      </Button>
      {reason !== undefined && (
        <Text id="why-no-secret" size="sm" c="dimmed" flex="1 1 16rem">
          {reason}
        </Text>
      )}
    </Group>
  );
}

/** Why a button is disabled. */
function whyNot({ rotation }: Client, live: number): string | undefined {
  if (rotation !== null) return "A rotation is under way: end or cancel it first.";
  if (live >= LIVE_SECRETS_MAX)
    return "Two secrets live, which is the most. Revoke the one that is not needed, then rotate or add another.";
  if (live === 0) return "There is no live secret to rotate: the client gets no tokens until it has one.";
  return undefined;
}

function DeadSecrets({ client, secrets }: { readonly client: Client; readonly secrets: readonly Secret[] }) {
  return (
    <details>
      <Text component="summary" size="sm" c="dimmed" py={6} style={{ cursor: "pointer" }}>
        {secrets.length === 1 ? "One secret that has ended" : `${secrets.length} secrets that have ended`}
      </Text>
      <Stack gap="sm" mt="xs">
        {secrets.map((secret) => (
          <SecretCard key={secret.id} client={client} secret={secret} mayChange={false} />
        ))}
      </Stack>
    </details>
  );
}
