import type { AdminScope, SessionState } from "@celitech-auth/contract";
import { NAME_CHARACTERS_MAX } from "@celitech-auth/contract/limits";
import { Select, TextInput } from "@mantine/core";
import { useChange } from "../api/api-query.ts";
import { ExpiryInput } from "../elements/expiry-input.tsx";
import { ChangeForm, FormDialog } from "../elements/form-dialog.tsx";
import { OrganizationSelect } from "../elements/organization-select.tsx";
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
  const session = useSession();
  const create = useChange("POST /admin-tokens", { refreshes: ["/admin-tokens"] });
  const { values, set, bind, setErrors, names } = useFields({
    name: "",
    organization_id: session.is_operator ? OPERATOR : (ownedBy(session)[0]?.organization_id ?? OPERATOR),
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
        {...bind("name")}
        maxLength={NAME_CHARACTERS_MAX}
        required
        data-autofocus
      />
      <OwnerField {...bind("organization_id")} onChange={(organization_id) => set({ organization_id, scopes: [] })} />
      <ScopeField isForOperator={values.organization_id === OPERATOR} {...bind("scopes")} />
      <ExpiryInput
        label="Ends"
        description="Make a new one before it ends. A token that never ends is found by whoever looks long enough."
        {...bind("expires_at")}
      />
    </ChangeForm>
  );
}

const SUGGESTED_MILLISECONDS = 90 * 86_400_000;

function suggestedExpiry(now: number): string {
  return `${new Date(now + SUGGESTED_MILLISECONDS).toISOString().slice(0, 10)}T23:59:59Z`;
}

interface OwnerProps {
  readonly value: string;
  readonly onChange: (organizationId: string) => void;
  readonly error: string | undefined;
}

/** Whom the token acts for: operators choose anyone, others a partner that they own. */
function OwnerField({ value, onChange, error }: OwnerProps) {
  const session = useSession();
  const field = {
    label: "Acts for",
    description: "It sees and changes what belongs to them, and nothing else.",
    value,
    onChange: (next: string | null) => onChange(next ?? OPERATOR),
    error,
  };
  if (session.is_operator)
    return (
      <OrganizationSelect
        {...field}
        first={{ value: OPERATOR, label: "Operators: every partner and the service" }}
        isRequired
      />
    );
  const data = ownedBy(session).map(({ organization_id: id, organization_name: name }) => ({ value: id, label: name }));
  return <Select {...field} data={data} allowDeselect={false} />;
}

function ownedBy(session: SessionState): SessionState["memberships"] {
  return session.memberships.filter(({ organization_id: id }) => mayIn(session, id, "owner"));
}
