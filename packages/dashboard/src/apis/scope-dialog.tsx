import type { Resource } from "@celitech-auth/contract";
import { DESCRIPTION_CHARACTERS_MAX, SCOPE_NAME } from "@celitech-auth/contract/limits";
import { Checkbox, Textarea, TextInput } from "@mantine/core";
import { useChange } from "../api/api-query.ts";
import { ChangeForm, FormDialog } from "../elements/form-dialog.tsx";
import { useFields } from "../elements/use-fields.ts";

export type Scope = Resource["scopes"][number];

interface Properties {
  readonly resource: Resource;
  readonly entityTag: string | undefined;
  /** Undefined: a new one is defined. */
  readonly scope: Scope | undefined;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Defines a scope, or describes one anew. */
export function ScopeDialog({ isOpen, onClose, ...rest }: Properties) {
  const title = rest.scope === undefined ? "Add a scope" : `Edit ${rest.scope.name}`;
  return (
    <FormDialog isOpen={isOpen} onClose={onClose} title={title}>
      <ScopeForm onClose={onClose} {...rest} />
    </FormDialog>
  );
}

const NAME_PROBLEM = "Letters, digits and signs without spaces, quotes and backslashes, such as esim:read";

function ScopeForm({ resource, entityTag, scope, onClose }: Omit<Properties, "isOpen">) {
  const save = useChange("PUT /resources/:resource_id/scopes/:scope", { refreshes: ["/resources"] });
  const { values, set, bind, setErrors, names } = useFields({
    name: scope?.name ?? "",
    description: scope?.description ?? "",
    is_restricted: scope?.is_restricted ?? false,
  });
  const submit = async () => {
    const problem = problemOf(values.name, scope, resource);
    if (problem !== undefined) return setErrors({ name: problem });
    const { name, description, is_restricted } = values;
    const params = { resource_id: resource.id, scope: name };
    await save.mutateAsync({ params, body: { description, is_restricted }, ifMatch: entityTag });
    onClose();
  };
  return (
    <ChangeForm
      action={scope === undefined ? "Add" : "Save"}
      onCancel={onClose}
      onSubmit={submit}
      fields={names}
      onFieldErrors={setErrors}
    >
      {scope === undefined && (
        <TextInput
          label="Name"
          description="As it stands in tokens; it cannot be changed later."
          placeholder="esim:read"
          {...bind("name")}
          maxLength={100}
          spellCheck={false}
          autoCapitalize="off"
          required
          data-autofocus
        />
      )}
      <Textarea
        label="Description"
        description="What it allows, for those who choose it."
        {...bind("description")}
        maxLength={DESCRIPTION_CHARACTERS_MAX}
        autosize
        minRows={2}
        {...(scope !== undefined && { "data-autofocus": true })}
      />
      <Checkbox
        label="Restricted"
        description="Operators alone may let clients ask for it. Clients that may already keep it."
        checked={values.is_restricted}
        onChange={(event) => set({ is_restricted: event.currentTarget.checked })}
      />
    </ChangeForm>
  );
}

function problemOf(name: string, scope: Scope | undefined, resource: Resource): string | undefined {
  if (!SCOPE_NAME.test(name)) return NAME_PROBLEM;
  const isTaken = scope === undefined && resource.scopes.some((one) => one.name === name);
  return isTaken ? "This API has such a scope: edit it instead" : undefined;
}
