import type { Client, Secret } from "@celitech-auth/contract";
import { useChange } from "../../api/api-query.ts";
import { CLIENT_REFRESHES } from "../../clients/client-query.ts";
import { hintOf } from "../../clients/secret-state.ts";
import { ChangeForm, FormDialog } from "../../elements/form-dialog.tsx";
import { notify } from "../../elements/notify.ts";
import { useReturnedFocus } from "../../elements/use-returned-focus.ts";
import { SecretDetailsFields, useSecretDetails } from "./secret-details-fields.tsx";

interface Properties {
  readonly client: Client;
  readonly secret: Secret;
  readonly onClose: () => void;
}

/** Changes the label of a secret, and when it ends. */
export function EditSecretDialog({ client, secret, onClose }: Properties) {
  useReturnedFocus();
  const { values, bind, names, setErrors } = useSecretDetails({
    label: secret.label ?? "",
    expires_at: secret.expires_at,
  });
  const change = useChange("PATCH /clients/:client_id/secrets/:secret_id", { refreshes: CLIENT_REFRESHES });
  const submit = async () => {
    const { label, expires_at } = values;
    const body = { label: label || null, ...(expires_at !== secret.expires_at && { expires_at }) };
    await change.mutateAsync({ params: { client_id: client.id, secret_id: secret.id }, body });
    onClose();
    await notify(`The secret ${hintOf(secret)} was changed`);
  };
  return (
    <FormDialog isOpen onClose={onClose} title={`Edit ${hintOf(secret)}`}>
      <ChangeForm action="Save" onCancel={onClose} onSubmit={submit} fields={names} onFieldErrors={setErrors}>
        <SecretDetailsFields bind={bind} />
      </ChangeForm>
    </FormDialog>
  );
}
