import type { OrganizationRole } from "@celitech-auth/contract";
import { useChange } from "../api/api-query.ts";
import { ChangeForm, FormDialog } from "../elements/form-dialog.tsx";
import { useFields } from "../elements/use-fields.ts";
import { EmailField, emailOrNull } from "./email-field.tsx";
import type { ShownInvitation } from "./invitation-link-dialog.tsx";
import { RoleField } from "./role-field.tsx";

interface Properties {
  readonly organizationId: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onInvited: (shown: ShownInvitation) => void;
}

/** Makes an invitation to be a member of a partner. */
export function InviteMemberDialog({ isOpen, onClose, ...rest }: Properties) {
  return (
    <FormDialog isOpen={isOpen} onClose={onClose} title="Invite a member">
      <InviteForm onClose={onClose} {...rest} />
    </FormDialog>
  );
}

function InviteForm({ organizationId, onClose, onInvited }: Omit<Properties, "isOpen">) {
  const invite = useChange("POST /organizations/:organization_id/invitations", { refreshes: ["/organizations"] });
  const { values, bind, setErrors, names } = useFields({ email: "", role: "developer" as OrganizationRole });
  const submit = async () => {
    const email = emailOrNull(values.email);
    const params = { organization_id: organizationId };
    onInvited(await invite.mutateAsync({ params, body: { email, role: values.role } }));
  };
  return (
    <ChangeForm action="Make the link" onCancel={onClose} onSubmit={submit} fields={names} onFieldErrors={setErrors}>
      <EmailField {...bind("email")} />
      <RoleField {...bind("role")} />
    </ChangeForm>
  );
}
