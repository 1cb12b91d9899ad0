/** @jsxImportSource preact */
import { callApi } from "../api/call-api.ts";
import { Button } from "./elements/button.tsx";
import { Failure } from "./elements/failure.tsx";
import { Field } from "./elements/field.tsx";
import { Form } from "./elements/form.tsx";
import { targetUrl } from "./target-url.ts";
import { useAction } from "./use-action.ts";
import { checkEmail, checkRecoveryCode, useFields } from "./use-fields.ts";

const FIELDS = ["email", "code"] as const;
const CHECKS = { email: checkEmail, code: checkRecoveryCode };

/** For whoever has lost the passkey or the password: afterwards the account's page offers to make another. */
export function RecoveryCodeSignIn() {
  const { isBusy, error, run } = useAction();
  const { values, errors, bind, check } = useFields({ email: "", code: "" }, CHECKS, error);
  const signIn = async () => {
    const body = { email: values.email.trim(), code: values.code.trim() };
    await callApi("POST /sign-in/recovery-code", { body });
    location.replace(targetUrl("/account"));
  };
  return (
    <Form errors={errors} onSubmit={() => check(FIELDS) && run(signIn)}>
      <p class="lead">One of the codes that you stored when you made your account. Each works once.</p>
      <Failure
        error={error}
        fields={FIELDS}
        refusal="This code does not work: it was used already, or it belongs to another e-mail address."
      />
      <Field {...bind("email")} label="E-mail address" type="email" autocomplete="username" />
      <Field {...bind("code")} label="Recovery code" autocomplete="one-time-code" />
      <Button kind="primary" isBusy={isBusy}>
        Sign in
      </Button>
    </Form>
  );
}
