/** @jsxImportSource preact */
import { callApi } from "../api/call-api.ts";
import { Button } from "./elements/button.tsx";
import { Failure } from "./elements/failure.tsx";
import { Field, PasswordField } from "./elements/field.tsx";
import { Form } from "./elements/form.tsx";
import { targetUrl } from "./target-url.ts";
import { useAction } from "./use-action.ts";
import { useAutofilledPasskey } from "./use-autofilled-passkey.ts";
import { checkEmail, checkTypedPassword, useFields } from "./use-fields.ts";

const FIELDS = ["email", "password"] as const;
const CHECKS = { email: checkEmail, password: checkTypedPassword };

/** E-mail address and password. Beside the address, a browser that can offers its passkeys too. */
export function PasswordSignIn() {
  const { isBusy, error, run } = useAction();
  const { values, errors, bind, check } = useFields({ email: "", password: "" }, CHECKS, error);
  useAutofilledPasskey();
  const signIn = async () => {
    const { email, password } = values;
    await callApi("POST /sign-in/password", { body: { email: email.trim(), password } });
    location.replace(targetUrl("/"));
  };
  return (
    <Form errors={errors} onSubmit={() => check(FIELDS) && run(signIn)}>
      <Failure error={error} fields={FIELDS} refusal="The e-mail address and the password do not go together." />
      <Field {...bind("email")} label="E-mail address" type="email" autocomplete="username webauthn" />
      <PasswordField {...bind("password")} label="Password" autocomplete="current-password" />
      <Button kind="primary" isBusy={isBusy}>
        Sign in
      </Button>
    </Form>
  );
}
