import type { Organization } from "@celitech-auth/contract";
import { NAME_CHARACTERS_MAX } from "@celitech-auth/contract/limits";
import { TextInput } from "@mantine/core";
import { useChange } from "../api/api-query.ts";
import { ChangeForm, FormDialog } from "../elements/form-dialog.tsx";
import { useFields } from "../elements/use-fields.ts";

interface Properties {
  readonly partner: Organization;
  readonly entityTag: string | undefined;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Gives a partner another name. */
export function RenamePartnerDialog({ isOpen, onClose, ...rest }: Properties) {
  return (
    <FormDialog isOpen={isOpen} onClose={onClose} title="Rename the partner">
      <RenameForm onClose={onClose} {...rest} />
    </FormDialog>
  );
}

function RenameForm({ partner, entityTag, onClose }: Omit<Properties, "isOpen">) {
  const rename = useChange("PATCH /organizations/:organization_id", { refreshes: ["/organizations", "/session"] });
  const { values, bind, setErrors, names } = useFields({ name: partner.name });
  const submit = async () => {
    await rename.mutateAsync({
      params: { organization_id: partner.id },
      body: { name: values.name },
      ifMatch: entityTag,
    });
    onClose();
  };
  return (
    <ChangeForm action="Rename" onCancel={onClose} onSubmit={submit} fields={names} onFieldErrors={setErrors}>
      <TextInput
        label="Name"
        description="The id stays: clients, tokens and automation notice nothing."
        {...bind("name")}
        maxLength={NAME_CHARACTERS_MAX}
        required
        data-autofocus
      />
    </ChangeForm>
  );
}
