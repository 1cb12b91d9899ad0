import type { CreatedSecret, Resource } from "@celitech-auth/contract";
import { EXPIRES_SOON_DAYS, NAME_CHARACTERS_MAX } from "@celitech-auth/contract/limits";
import { Checkbox, Divider, Paper, Select, Text, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useChange } from "../../api/api-query.ts";
import { leastChoice } from "../../clients/grant-choice.ts";
import { GrantPicker } from "../../clients/grant-picker.tsx";
import { ExpiryInput } from "../../elements/expiry-input.tsx";
import { ChangeForm } from "../../elements/form-dialog.tsx";
import { OrganizationSelect } from "../../elements/organization-select.tsx";
import { type BoundField, useFields } from "../../elements/use-fields.ts";
import { mayIn, useSession } from "../../session/session.tsx";
import classes from "./create-client-form.module.css";

interface Properties {
  readonly resources: readonly Resource[];
  /** Chosen beforehand; null: it has to be chosen. */
  readonly organizationId: string | null;
  readonly onCreated: (created: CreatedSecret) => void;
}

/** What a new client is asked for: a name is enough. */
export function CreateClientForm({ resources, organizationId, onCreated }: Properties) {
  const { is_operator: isOperator } = useSession();
  const navigate = useNavigate();
  const create = useChange("POST /clients", { refreshes: REFRESHES, isRefreshAwaited: false });
  const { values, set, bind, names, setErrors } = useFields({
    name: "",
    organization_id: organizationId,
    choice: leastChoice(resources),
    secret_expires_at: null as string | null,
    isResourceServer: false,
  });
  const submit = async () => {
    const { name, organization_id, choice, secret_expires_at, isResourceServer } = values;
    if (name.trim() === "" || organization_id === null)
      return setErrors({
        ...(name.trim() === "" && { name: "Give the client a name" }),
        ...(organization_id === null && { organization_id: "Choose a partner" }),
      });
    const grants = [...choice].map(([id, scopes]) => ({ resource_id: id, scopes: [...scopes] }));
    const kind = isResourceServer ? "resource_server" : "client";
    onCreated(await create.mutateAsync({ body: { name, organization_id, kind, grants, secret_expires_at } }));
  };
  return (
    <Paper className={classes["form"]}>
      <ChangeForm
        action="Create client"
        onCancel={() => navigate({ to: "/clients" })}
        onSubmit={submit}
        fields={names}
        onFieldErrors={setErrors}
      >
        <TextInput
          label="Name"
          description="What it is used for, such as “Booking backend, production”."
          required
          maxLength={NAME_CHARACTERS_MAX}
          autoComplete="off"
          data-autofocus
          {...bind("name")}
        />
        <OrganizationField {...bind("organization_id")} />
        <div>
          <Text size="sm" fw={550}>
            APIs and scopes
          </Text>
          <Text size="xs" c="dimmed" mb="sm">
            Choose as little as the application needs. More can be added later.
          </Text>
          <GrantPicker resources={resources} choice={values.choice} onChange={(choice) => set({ choice })} />
        </div>
        <ExpiryInput
          label="The secret expires"
          description={`Optional. You are warned from ${EXPIRES_SOON_DAYS} days before.`}
          {...bind("secret_expires_at")}
        />
        {isOperator && (
          <Checkbox
            label="It is an API that checks tokens, not an application that calls one"
            description="It may introspect tokens for its own audience, and gets none itself."
            checked={values.isResourceServer}
            onChange={(event) => set({ isResourceServer: event.currentTarget.checked })}
          />
        )}
        <Divider />
      </ChangeForm>
    </Paper>
  );
}

const REFRESHES = ["/clients", "/organizations", "/security-findings"] as const;

/** For those who have a choice, or belong to a partner besides for which they may create none. */
function OrganizationField(field: BoundField<string | null>) {
  const session = useSession();
  if (session.is_operator) return <OrganizationSelect label="Partner" isRequired {...field} />;
  if (session.memberships.length < 2) return null;
  const own = session.memberships.filter((one) => mayIn(session, one.organization_id, "developer"));
  return (
    <Select
      label="Partner"
      required
      data={own.map((one) => ({ value: one.organization_id, label: one.organization_name }))}
      allowDeselect={false}
      {...field}
    />
  );
}
