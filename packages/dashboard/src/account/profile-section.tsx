import { EMAIL_CHARACTERS_MAX, NAME_CHARACTERS_MAX } from "@celitech-auth/contract/limits";
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
  const { values, bind, setErrors, names } = useFields({ name: user.name, email: user.email });
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
              {...bind("name")}
              maxLength={NAME_CHARACTERS_MAX}
              required
            />
            <TextInput
              label="E-mail address"
              description="For signing in with a password or a recovery code."
              type="email"
              autoComplete="email"
              {...bind("email")}
              maxLength={EMAIL_CHARACTERS_MAX}
              required
            />
          </SimpleGrid>
        </ChangeForm>
      </Paper>
    </Section>
  );
}
