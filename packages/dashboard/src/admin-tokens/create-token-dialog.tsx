import type { AdminScope } from "@celitech-auth/contract";
import { Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { apiQuery, useChange } from "../api/api-query.ts";
import { ExpiryInput } from "../elements/expiry-input.tsx";
import { ChangeForm, FormDialog } from "../elements/form-dialog.tsx";
import { useFields } from "../elements/use-fields.ts";
import { mayIn, useSession } from "../session/session.tsx";
import { ScopeField } from "./scope-field.tsx";

interface Properties {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** null: it was shown before. */
  readonly onCreated: (token: string | null) => void;
}

/** Makes a token for programs that call the admin API. */
export function CreateTokenDialog({ isOpen, onClose, onCreated }: Properties) {
  return (
    <FormDialog isOpen={isOpen} onClose={onClose} title="Create an admin token" size={720}>
      <CreateTokenForm onClose={onClose} onCreated={onCreated} />
    </FormDialog>
  );
}

/** What the choice of whom the token acts for says for operators; no organization has this id. */
const OPERATOR = "";

function CreateTokenForm({ onClose, onCreated }: Omit<Properties, "isOpen">) {
  const choices = useOwners();
  const create = useChange("POST /admin-tokens", { refreshes: ["/admin-tokens"] });
  const { values, errors, set, setErrors, names } = useFields({
    name: "",
    organization_id: choices[0]?.value ?? OPERATOR,
    scopes: [] as readonly AdminScope[],
    expires_at: suggestedExpiry(Date.now()) as string | null,
  });
  const submit = async () => {
    const { name, organization_id, scopes, expires_at } = values;
    if (scopes.length === 0) return setErrors({ scopes: "Choose at least one" });
    const { token } = await create.mutateAsync({
      body: {
        name,
        organization_id: organization_id === OPERATOR ? null : organization_id,
        scopes: [...scopes],
        expires_at,
      },
    });
    onCreated(token);
  };
  return (
    <ChangeForm action="Create" onCancel={onClose} onSubmit={submit} fields={names} onFieldErrors={setErrors}>
      <TextInput
        label="Name"
        description="What uses it, so that you know what stops when you revoke it."
        placeholder="Nightly rotation"
        value={values.name}
        error={errors["name"]}
        onChange={(event) => set({ name: event.currentTarget.value })}
        maxLength={200}
        required
        data-autofocus
      />
      <Select
        label="Acts for"
        description="It sees and changes what belongs to them, and nothing else."
        data={choices}
        value={values.organization_id}
        error={errors["organization_id"]}
        onChange={(value) => set({ organization_id: value ?? OPERATOR, scopes: [] })}
        allowDeselect={false}
        searchable={choices.length > 8}
      />
      <ScopeField
        value={values.scopes}
        isForOperator={values.organization_id === OPERATOR}
        onChange={(scopes) => set({ scopes })}
        error={errors["scopes"]}
      />
      <ExpiryInput
        label="Ends"
        description="Make a new one before it ends. A token that never ends is found by whoever looks long enough."
        value={values.expires_at}
        onChange={(expires_at) => set({ expires_at })}
        error={errors["expires_at"]}
      />
    </ChangeForm>
  );
}

const SUGGESTED_MILLISECONDS = 90 * 86_400_000;

function suggestedExpiry(now: number): string {
  return `${new Date(now + SUGGESTED_MILLISECONDS).toISOString().slice(0, 10)}T23:59:59Z`;
}

const PARTNERS_MAX = 200;

function useOwners(): { readonly value: string; readonly label: string }[] {
  const session = useSession();
  const { data } = useQuery({
    ...apiQuery("GET /organizations", { query: { limit: PARTNERS_MAX } }),
    enabled: session.is_operator,
  });
  if (session.is_operator) {
    const partners = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
    return [{ value: OPERATOR, label: "Operators: every partner and the service" }, ...partners];
  }
  return session.memberships
    .filter(({ organization_id }) => mayIn(session, organization_id, "owner"))
    .map(({ organization_id, organization_name }) => ({ value: organization_id, label: organization_name }));
}
