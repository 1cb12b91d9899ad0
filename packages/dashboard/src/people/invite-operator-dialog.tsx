import { Text, TextInput } from "@mantine/core";
import { useChange } from "../api/api-query.ts";
import { ChangeForm, FormDialog } from "../elements/form-dialog.tsx";
import { useFields } from "../elements/use-fields.ts";
import type { ShownInvitation } from "./invitation-link-dialog.tsx";

interface Properties {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onInvited: (shown: ShownInvitation) => void;
}

/** Makes an invitation to be an operator. */
export function InviteOperatorDialog({ isOpen, onClose, onInvited }: Properties) {
  return (
    <FormDialog isOpen={isOpen} onClose={onClose} title="Invite an operator">
      <InviteForm onClose={onClose} onInvited={onInvited} />
    </FormDialog>
  );
}

function InviteForm({ onClose, onInvited }: Omit<Properties, "isOpen">) {
  const invite = useChange("POST /operator-invitations", { refreshes: ["/operator-invitations"] });
  const { values, errors, set, setErrors, names } = useFields({ email: "" });
  const submit = async () => {
    const email = values.email.trim() === "" ? null : values.email.trim();
    onInvited(await invite.mutateAsync({ body: { email } }));
  };
  return (
    <ChangeForm action="Make the link" onCancel={onClose} onSubmit={submit} fields={names} onFieldErrors={setErrors}>
      <Text size="sm">
        Operators see every partner, rotate signing keys and make other operators. Give the role to the people who run
        this service, and to nobody else.
      </Text>
      <TextInput
        label="E-mail address (optional)"
        description="So that you know whom the link was for. Nothing is sent to it."
        type="email"
        value={values.email}
        error={errors["email"]}
        onChange={(event) => set({ email: event.currentTarget.value })}
        data-autofocus
      />
    </ChangeForm>
  );
}
