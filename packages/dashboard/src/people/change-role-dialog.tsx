import type { Member } from "@celitech-auth/contract";
import { useChange } from "../api/api-query.ts";
import { ChangeForm, FormDialog } from "../elements/form-dialog.tsx";
import { useFields } from "../elements/use-fields.ts";
import { RoleField } from "./role-field.tsx";

interface Properties {
  readonly isOpen: boolean;
  readonly member: Member | undefined;
  readonly onClose: () => void;
}

/** Gives a member another role. */
export function ChangeRoleDialog({ isOpen, member, onClose }: Properties) {
  return (
    <FormDialog isOpen={isOpen} onClose={onClose} title={`Change the role of ${member?.name ?? ""}`}>
      {member !== undefined && <RoleForm member={member} onClose={onClose} />}
    </FormDialog>
  );
}

function RoleForm({ member, onClose }: { readonly member: Member; readonly onClose: () => void }) {
  const { values, bind, setErrors, names } = useFields({ role: member.role });
  const change = useChange("PATCH /organizations/:organization_id/members/:user_id", {
    refreshes: ["/organizations", "/session"],
  });
  const submit = async () => {
    const params = { organization_id: member.organization_id, user_id: member.user_id };
    await change.mutateAsync({ params, body: values });
    onClose();
  };
  return (
    <ChangeForm
      action="Change role"
      onCancel={onClose}
      onSubmit={submit}
      isDisabled={values.role === member.role}
      fields={names}
      onFieldErrors={setErrors}
    >
      <RoleField {...bind("role")} />
    </ChangeForm>
  );
}
