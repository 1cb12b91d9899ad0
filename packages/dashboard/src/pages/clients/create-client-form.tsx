import type { CreatedSecret, Resource } from "@celitech-auth/contract";
import { Button, Checkbox, Divider, Group, Paper, Select, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { ReactNode } from "react";
import { fieldErrors } from "../../api/api-problem.ts";
import { useChange } from "../../api/api-query.ts";
import { type GrantChoice, leastChoice } from "../../clients/grant-choice.ts";
import { GrantPicker } from "../../clients/grant-picker.tsx";
import { ExpiryInput } from "../../elements/expiry-input.tsx";
import { LinkButton } from "../../elements/link-button.tsx";
import { OrganizationSelect } from "../../elements/organization-select.tsx";
import { ProblemAlert } from "../../elements/problem-alert.tsx";
import { mayIn, useSession } from "../../session/session.tsx";
import classes from "./create-client-form.module.css";

interface Fields {
  readonly name: string;
  readonly organization_id: string | null;
  readonly choice: GrantChoice;
  readonly secret_expires_at: string | null;
  readonly isResourceServer: boolean;
}

interface Properties {
  readonly resources: readonly Resource[];
  /** Chosen beforehand; null: it has to be chosen. */
  readonly organizationId: string | null;
  readonly onCreated: (created: CreatedSecret) => void;
}

/** What a new client is asked for: a name is enough. */
export function CreateClientForm({ resources, organizationId, onCreated }: Properties) {
  const { is_operator: isOperator } = useSession();
  const create = useChange("POST /clients", { refreshes: ["/clients", "/organizations", "/security-findings"] });
  const form = useForm<Fields>({
    initialValues: {
      name: "",
      organization_id: organizationId,
      choice: leastChoice(resources),
      secret_expires_at: null,
      isResourceServer: false,
    },
    validate: {
      name: (name) => (name.trim() === "" ? "Give the client a name" : null),
      organization_id: (id) => (id === null ? "Choose a partner" : null),
    },
  });
  const submit = async ({
    name,
    organization_id: organization,
    choice,
    secret_expires_at,
    isResourceServer,
  }: Fields) => {
    if (organization === null) return;
    const grants = [...choice].map(([id, scopes]) => ({ resource_id: id, scopes: [...scopes] }));
    const kind = isResourceServer ? "resource_server" : "client";
    const body = { name, organization_id: organization, kind, grants, secret_expires_at } as const;
    await create.mutateAsync({ body }).then(onCreated, (error) => form.setErrors(fieldErrors(error)));
  };
  return (
    <Paper className={classes["form"]}>
      <form onSubmit={form.onSubmit(submit)} noValidate>
        <Stack gap="lg">
          <TextInput
            label="Name"
            description="What it is used for, such as “Booking backend, production”."
            required
            maxLength={200}
            autoComplete="off"
            data-autofocus
            {...form.getInputProps("name")}
          />
          <OrganizationField
            value={form.values.organization_id}
            onChange={(id) => form.setFieldValue("organization_id", id)}
            error={form.errors["organization_id"]}
          />
          <div>
            <Text size="sm" fw={550}>
              APIs and scopes
            </Text>
            <Text size="xs" c="dimmed" mb="sm">
              Choose as little as the application needs. More can be added later.
            </Text>
            <GrantPicker
              resources={resources}
              choice={form.values.choice}
              onChange={(choice) => form.setFieldValue("choice", choice)}
            />
          </div>
          <ExpiryInput
            label="The secret expires"
            description="Optional. You are warned from 14 days before."
            value={form.values.secret_expires_at}
            onChange={(value) => form.setFieldValue("secret_expires_at", value)}
            error={form.errors["secret_expires_at"]}
          />
          {isOperator && (
            <Checkbox
              label="It is an API that checks tokens, not an application that calls one"
              description="It may introspect tokens for its own audience, and gets none itself."
              {...form.getInputProps("isResourceServer", { type: "checkbox" })}
            />
          )}
          <Divider />
          <ProblemAlert error={create.error} fields={["name", "organization_id", "secret_expires_at"]} />
          <Group justify="flex-end" gap="xs">
            <LinkButton to="/clients" variant="default">
              Cancel
            </LinkButton>
            <Button type="submit" loading={create.isPending}>
              Create client
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

interface OrganizationFieldProperties {
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
  readonly error: ReactNode;
}

/** Only for those who have a choice. */
function OrganizationField({ value, onChange, error }: OrganizationFieldProperties) {
  const session = useSession();
  if (session.is_operator)
    return <OrganizationSelect label="Partner" isRequired value={value} onChange={onChange} error={error} />;
  const own = session.memberships.filter((one) => mayIn(session, one.organization_id, "developer"));
  if (own.length < 2) return null;
  return (
    <Select
      label="Partner"
      required
      data={own.map((one) => ({ value: one.organization_id, label: one.organization_name }))}
      value={value}
      onChange={onChange}
      error={error}
      allowDeselect={false}
    />
  );
}
