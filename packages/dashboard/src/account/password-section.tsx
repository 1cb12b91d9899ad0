import { PASSWORD_CHARACTERS_MIN } from "@celitech-auth/contract/limits";
import { Button, Group, Paper, PasswordInput, Text } from "@mantine/core";
import { useChange } from "../api/api-query.ts";
import { ChangeForm, FormDialog } from "../elements/form-dialog.tsx";
import { notify } from "../elements/notify.ts";
import { Section } from "../elements/section.tsx";
import { useDialog } from "../elements/use-dialog.ts";
import { useFields } from "../elements/use-fields.ts";
import { useSession } from "../session/session.tsx";

/** Whether there is a password, and a new one. */
export function PasswordSection({ hasPassword }: { readonly hasPassword: boolean }) {
  const dialog = useDialog();
  return (
    <Section title="Password">
      <Paper p="lg">
        <Group justify="space-between" gap="sm">
          <Text size="sm" flex="1 1 16rem">
            {hasPassword
              ? "You can sign in with your password where a passkey does not work."
              : "You have no password. You need none as long as you have passkeys."}
          </Text>
          <Button variant="default" onClick={() => dialog.open(true)}>
            {hasPassword ? "Change the password" : "Set a password"}
          </Button>
        </Group>
      </Paper>
      <FormDialog
        isOpen={dialog.isOpen}
        onClose={dialog.close}
        title={hasPassword ? "Change the password" : "Set a password"}
      >
        <PasswordForm onClose={dialog.close} />
      </FormDialog>
    </Section>
  );
}

function PasswordForm({ onClose }: { readonly onClose: () => void }) {
  const { user } = useSession();
  const change = useChange("PUT /account/password", { refreshes: ["/account", "/session", "/sessions"] });
  const { values, bind, setErrors } = useFields({ password: "", repeated: "" });
  const submit = async () => {
    if (values.password.length < PASSWORD_CHARACTERS_MIN)
      return setErrors({ password: `At least ${PASSWORD_CHARACTERS_MIN} characters` });
    if (values.password !== values.repeated) return setErrors({ repeated: "This is not the same password" });
    await change.mutateAsync({ body: { password: values.password } });
    onClose();
    void notify("The password is set. Your other sessions have ended.");
  };
  return (
    <ChangeForm
      action="Set the password"
      onCancel={onClose}
      onSubmit={submit}
      fields={["password"]}
      onFieldErrors={setErrors}
    >
      <input type="email" name="email" autoComplete="username" value={user.email} readOnly hidden />
      <PasswordInput
        label="New password"
        description={`At least ${PASSWORD_CHARACTERS_MIN} characters. A few words that do not belong together are fine. Your other sessions end.`}
        autoComplete="new-password"
        {...bind("password")}
        required
        data-autofocus
      />
      <PasswordInput label="The same once more" autoComplete="new-password" {...bind("repeated")} required />
    </ChangeForm>
  );
}
