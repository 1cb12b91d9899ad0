import type { Client, CreatedSecret } from "@celitech-auth/contract";
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useChange } from "../../api/api-query.ts";
import { CLIENT_REFRESHES } from "../../clients/client-query.ts";
import { liveSecrets } from "../../clients/secret-state.ts";
import { ChangeForm, FormDialog } from "../../elements/form-dialog.tsx";
import { useReturnedFocus } from "../../elements/use-returned-focus.ts";
import { SecretDetailsFields, useSecretDetails } from "./secret-details-fields.tsx";

interface Properties {
  readonly client: Client;
  readonly onClose: () => void;
  readonly onCreated: (created: CreatedSecret, note: ReactNode) => void;
}

/** Another secret beside the one that lives. */
export function AddSecretDialog({ client, onClose, onCreated }: Properties) {
  useReturnedFocus();
  const { values, bind, names, setErrors } = useSecretDetails();
  const add = useChange("POST /clients/:client_id/secrets", { refreshes: CLIENT_REFRESHES, isRefreshAwaited: false });
  const isFirst = liveSecrets(client).length === 0;
  const submit = async () => {
    const body = { label: values.label || null, expires_at: values.expires_at };
    onCreated(await add.mutateAsync({ params: { client_id: client.id }, body }), undefined);
  };
  return (
    <FormDialog isOpen onClose={onClose} title={isFirst ? "Create a secret" : "Add a second secret"}>
      <ChangeForm action="Create secret" onCancel={onClose} onSubmit={submit} fields={names} onFieldErrors={setErrors}>
        {!isFirst && (
          <Text size="sm">
            The secret that lives goes on until you revoke it. To replace it, rotate instead: then it ends by itself.
          </Text>
        )}
        <SecretDetailsFields bind={bind} />
      </ChangeForm>
    </FormDialog>
  );
}
