import type { Client, Secret } from "@celitech-auth/contract";
import { Checkbox, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useChange } from "../../api/api-query.ts";
import { CLIENT_REFRESHES } from "../../clients/client-query.ts";
import { describeUse } from "../../clients/rotation-text.ts";
import { hintOf, liveSecrets, nameOfSecret } from "../../clients/secret-state.ts";
import { ConfirmDialog } from "../../elements/confirm-dialog.tsx";
import { notify } from "../../elements/notify.ts";
import { useReturnedFocus } from "../../elements/use-returned-focus.ts";
import { useNow } from "../../time/use-now.ts";

interface Properties {
  readonly client: Client;
  readonly secret: Secret;
  readonly onClose: () => void;
}

/** Ends a secret at once, and what was issued for it too if asked. */
export function RevokeSecretDialog({ client, secret, onClose }: Properties) {
  useReturnedFocus();
  const now = useNow();
  const [withTokens, setWithTokens] = useState(false);
  const revoke = useChange("POST /clients/:client_id/secrets/:secret_id/revoke", { refreshes: CLIENT_REFRESHES });
  const params = { client_id: client.id, secret_id: secret.id };
  const isLast = liveSecrets(client).length === 1;
  const confirm = async () => {
    await revoke.mutateAsync({ params, body: { with_tokens: withTokens } });
    onClose();
    await notify(`The secret ${hintOf(secret)} was revoked`);
  };
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Revoke ${hintOf(secret)}`}
      action={`Revoke ${hintOf(secret)}`}
      isDangerous
      onConfirm={confirm}
    >
      <Stack gap="sm">
        <Text size="sm">
          The secret {nameOfSecret(secret)} {describeUse(secret, now)}. It is refused from now on, and cannot be brought
          back.
        </Text>
        {isLast && (
          <Text size="sm" fw={550}>
            It is the only live secret: the client gets no tokens until you create another. To change without an outage,
            rotate instead.
          </Text>
        )}
        <Checkbox
          label="End the tokens issued for it too"
          description="For a secret that leaked. Otherwise they go on until they expire."
          checked={withTokens}
          onChange={(event) => setWithTokens(event.currentTarget.checked)}
        />
      </Stack>
    </ConfirmDialog>
  );
}
