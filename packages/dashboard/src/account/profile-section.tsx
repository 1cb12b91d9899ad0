import { Paper, SimpleGrid, TextInput } from "@mantine/core";
import { useChange } from "../api/api-query.ts";
import { ChangeForm } from "../elements/form-dialog.tsx";
import { notify } from "../elements/notify.ts";
import { Section } from "../elements/section.tsx";
import { useFields } from "../elements/use-fields.ts";
import { useSession } from "../session/session.tsx";

/** Name and e-mail address of whoever is signed in. */
export function ProfileSection() {
  const { user } = useSession();
  const change = useChange("PATCH /account", { refreshes: ["/session"] });
  const { values, errors, set, setErrors, names } = useFields({ name: user.name, email: user.email });
  const isSame = values.name === user.name && values.email === user.email;
  const submit = async () => {
    await change.mutateAsync({ body: values });
    void notify("Your name and e-mail address are saved.");
  };
  return (
    <Section title="You">
      <Paper p="lg">
        <ChangeForm action="Save" onSubmit={submit} isDisabled={isSame} fields={names} onFieldErrors={setErrors}>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput
              label="Name"
              description="Stands in the audit log beside what you do."
              autoComplete="name"
              value={values.name}
              error={errors["name"]}
              onChange={(event) => set({ name: event.currentTarget.value })}
              maxLength={200}
              required
            />
            <TextInput
              label="E-mail address"
              description="For signing in with a password or a recovery code."
              type="email"
              autoComplete="email"
              value={values.email}
              error={errors["email"]}
              onChange={(event) => set({ email: event.currentTarget.value })}
              maxLength={254}
              required
            />
          </SimpleGrid>
        </ChangeForm>
      </Paper>
    </Section>
  );
}
