import type { Client, Secret } from "@celitech-auth/contract";
import { Button, Group, Modal, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useChange } from "../../api/api-query.ts";
import { CLIENT_REFRESHES } from "../../clients/client-query.ts";
import { hintOf } from "../../clients/secret-state.ts";
import { notify } from "../../elements/notify.ts";
import { ProblemAlert } from "../../elements/problem-alert.tsx";
import { useReturnedFocus } from "../../elements/use-returned-focus.ts";
import { type SecretDetails, SecretDetailsFields } from "./secret-details-fields.tsx";

interface Properties {
  readonly client: Client;
  readonly secret: Secret;
  readonly onClose: () => void;
}

/** Changes the label of a secret, and when it ends. */
export function EditSecretDialog({ client, secret, onClose }: Properties) {
  useReturnedFocus();
  const [details, setDetails] = useState<SecretDetails>({ label: secret.label ?? "", expiresAt: secret.expires_at });
  const change = useChange("PATCH /clients/:client_id/secrets/:secret_id", { refreshes: CLIENT_REFRESHES });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const body = {
      label: details.label || null,
      ...(details.expiresAt !== secret.expires_at && { expires_at: details.expiresAt }),
    };
    const params = { client_id: client.id, secret_id: secret.id };
    const changed = await change.mutateAsync({ params, body }).catch(() => undefined);
    if (changed === undefined) return;
    onClose();
    await notify({ message: `The secret ${hintOf(secret)} was changed` });
  };
  return (
    <Modal opened onClose={onClose} title={`Edit ${hintOf(secret)}`} closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <SecretDetailsFields details={details} onChange={setDetails} error={change.error} />
          <ProblemAlert error={change.error} fields={["label", "expires_at"]} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={change.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
