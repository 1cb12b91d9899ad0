import { Text } from "@mantine/core";
import { useChange } from "../api/api-query.ts";
import { ChangeForm, FormDialog } from "../elements/form-dialog.tsx";
import { useFields } from "../elements/use-fields.ts";
import { EmailField, emailOrNull } from "./email-field.tsx";
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
  const { values, bind, setErrors, names } = useFields({ email: "" });
  const submit = async () => {
    const email = emailOrNull(values.email);
    onInvited(await invite.mutateAsync({ body: { email } }));
  };
  return (
    <ChangeForm action="Make the link" onCancel={onClose} onSubmit={submit} fields={names} onFieldErrors={setErrors}>
      <Text size="sm">
        Operators see every partner, rotate signing keys and make other operators. Give the role to the people who run
        this service, and to nobody else.
      </Text>
      <EmailField {...bind("email")} />
    </ChangeForm>
  );
}
