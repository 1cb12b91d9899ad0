import type { Client, CreatedSecret } from "@celitech-auth/contract";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useChange } from "../../api/api-query.ts";
import { CLIENT_REFRESHES } from "../../clients/client-query.ts";
import { liveSecrets } from "../../clients/secret-state.ts";
import { ProblemAlert } from "../../elements/problem-alert.tsx";
import { useReturnedFocus } from "../../elements/use-returned-focus.ts";
import { NO_DETAILS, type SecretDetails, SecretDetailsFields } from "./secret-details-fields.tsx";

interface Properties {
  readonly client: Client;
  readonly onClose: () => void;
  readonly onCreated: (created: CreatedSecret, note: ReactNode) => void;
}

/** Another secret beside the one that lives. */
export function AddSecretDialog({ client, onClose, onCreated }: Properties) {
  useReturnedFocus();
  const [details, setDetails] = useState<SecretDetails>(NO_DETAILS);
  const add = useChange("POST /clients/:client_id/secrets", { refreshes: CLIENT_REFRESHES });
  const isFirst = liveSecrets(client).length === 0;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const body = { label: details.label || null, expires_at: details.expiresAt };
    const created = await add.mutateAsync({ params: { client_id: client.id }, body }).catch(() => undefined);
    if (created !== undefined) onCreated(created, undefined);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={isFirst ? "Create a secret" : "Add a second secret"}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          {!isFirst && (
            <Text size="sm">
              The secret that lives goes on until you revoke it. To replace it, rotate instead: then it ends by itself.
            </Text>
          )}
          <SecretDetailsFields details={details} onChange={setDetails} error={add.error} />
          <ProblemAlert error={add.error} fields={["label", "expires_at"]} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={add.isPending}>
              Create secret
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
