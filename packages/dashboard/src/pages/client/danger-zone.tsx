import type { Client } from "@celitech-auth/contract";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { refresh, useChange } from "../../api/api-query.ts";
import { CLIENT_REFRESHES } from "../../clients/client-query.ts";
import { ConfirmDialog } from "../../elements/confirm-dialog.tsx";
import { notify } from "../../elements/notify.ts";
import { describeAbsolute, describeRelative } from "../../time/describe-time.ts";
import classes from "./danger-zone.module.css";

interface Properties {
  readonly client: Client;
  readonly entityTag: string | undefined;
}

type Asked = "disable" | "enable" | "end-tokens" | "delete";

/** What takes a client out of use, from the least to the last. */
export function DangerZone({ client, entityTag }: Properties) {
  const [asked, setAsked] = useState<Asked>();
  const isEnabled = client.status === "enabled";
  const close = () => setAsked(undefined);
  return (
    <Stack gap={0}>
      <Line
        title="End all tokens"
        text="Every token that the client holds is refused within seconds. It may ask for new ones at once."
        button="End all tokens"
        onClick={() => setAsked("end-tokens")}
      />
      <Line
        title={isEnabled ? "Disable" : "Enable"}
        text={
          isEnabled
            ? "The client is refused and its tokens end. This can be undone."
            : "The client is accepted again, with the secrets that it had."
        }
        button={isEnabled ? "Disable client" : "Enable client"}
        onClick={() => setAsked(isEnabled ? "disable" : "enable")}
      />
      <Line
        title="Delete"
        text="The client, its secrets and its tokens end for good. Its id is never used again."
        button="Delete client"
        onClick={() => setAsked("delete")}
        isDangerous
      />
      <Dialogs {...{ client, entityTag, asked, close }} />
    </Stack>
  );
}

interface LineProperties {
  readonly title: string;
  readonly text: string;
  readonly button: string;
  readonly onClick: () => void;
  readonly isDangerous?: boolean;
}

function Line({ title, text, button, onClick, isDangerous = false }: LineProperties) {
  return (
    <Group justify="space-between" gap="sm" className={classes["line"]}>
      <div className={classes["text"]}>
        <Text size="sm" fw={550}>
          {title}
        </Text>
        <Text size="sm" c="dimmed">
          {text}
        </Text>
      </div>
      <Button variant="default" size="xs" onClick={onClick} {...(isDangerous && { c: "var(--mantine-color-error)" })}>
        {button}
      </Button>
    </Group>
  );
}

interface DialogsProperties extends Properties {
  readonly asked: Asked | undefined;
  readonly close: () => void;
}

function Dialogs({ client, entityTag, asked, close }: DialogsProperties) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const disable = useChange("POST /clients/:client_id/disable", { refreshes: CLIENT_REFRESHES });
  const enable = useChange("POST /clients/:client_id/enable", { refreshes: CLIENT_REFRESHES });
  const endTokens = useChange("POST /clients/:client_id/end-tokens", { refreshes: CLIENT_REFRESHES });
  const remove = useChange("DELETE /clients/:client_id", { refreshes: ["/organizations", "/security-findings"] });
  const params = { client_id: client.id };
  const done = (message: string) => {
    close();
    return notify(message);
  };
  const deleteClient = async (name: string) => {
    await remove.mutateAsync({ params, body: { name }, ifMatch: entityTag });
    await navigate({ to: "/clients" });
    queries.removeQueries({ queryKey: ["clients", client.id] });
    await refresh(queries, "/clients");
    await notify(`“${client.name}” was deleted`);
  };
  const dialog = { onClose: close, isDangerous: true } as const;
  return (
    <>
      <ConfirmDialog
        {...dialog}
        isOpen={asked === "end-tokens"}
        title="End all tokens"
        action="End all tokens"
        onConfirm={() => endTokens.mutateAsync({ params }).then(() => done("All tokens of the client end"))}
      >
        APIs that use the verifier refuse them within seconds. Applications get a new token with their next request.
      </ConfirmDialog>
      <ConfirmDialog
        {...dialog}
        isOpen={asked === "disable"}
        title={`Disable ${client.name}`}
        action="Disable client"
        onConfirm={() => disable.mutateAsync({ params }).then(() => done("The client is disabled"))}
      >
        It gets no tokens until it is enabled again, and those that it holds end. <LastUse client={client} />
      </ConfirmDialog>
      <ConfirmDialog
        {...dialog}
        isDangerous={false}
        isOpen={asked === "enable"}
        title={`Enable ${client.name}`}
        action="Enable client"
        onConfirm={() => enable.mutateAsync({ params }).then(() => done("The client is enabled"))}
      >
        It is accepted again with its live secrets.
      </ConfirmDialog>
      <ConfirmDialog
        {...dialog}
        isOpen={asked === "delete"}
        title={`Delete ${client.name}`}
        action="Delete client"
        typedName={client.name}
        onConfirm={() => deleteClient(client.name)}
      >
        This cannot be undone. <LastUse client={client} />
      </ConfirmDialog>
    </>
  );
}

/** Whether somebody would notice. */
function LastUse({ client }: { readonly client: Client }): ReactNode {
  if (client.last_used_at === null) return <strong>It was never used.</strong>;
  const at = new Date(client.last_used_at);
  return (
    <strong>
      It was last used {describeRelative(at, new Date())} ({describeAbsolute(at)}).
    </strong>
  );
}
