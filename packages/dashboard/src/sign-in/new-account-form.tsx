/** @jsxImportSource preact */
import type { AnswerOf } from "@celitech-auth/contract";
import { useState } from "preact/hooks";
import { callApi } from "../api/call-api.ts";
import { canUsePasskeys } from "../passkeys/can-use-passkeys.ts";
import { createPasskey } from "../passkeys/passkey-ceremonies.ts";
import { Button } from "./elements/button.tsx";
import { Failure } from "./elements/failure.tsx";
import { Field, PasswordField } from "./elements/field.tsx";
import { Form } from "./elements/form.tsx";
import { KeyIcon } from "./elements/icons.tsx";
import { useAction } from "./use-action.ts";
import { checkEmail, checkName, checkNewPassword, useFields } from "./use-fields.ts";

const PERSON = ["name", "email"] as const;
const WITH_PASSWORD = ["name", "email", "password"] as const;
const CHECKS = { name: checkName, email: checkEmail, password: checkNewPassword };

interface Properties {
  readonly token: string;
  readonly email: string;
  readonly onCreated: (recoveryCodes: readonly string[]) => void;
}

/** Who it is, and a passkey; a password where passkeys cannot work, or for those who like it better. */
export function NewAccountForm({ token, email, onCreated }: Properties) {
  const hasPasskeys = canUsePasskeys();
  const [isByPassword, setByPassword] = useState(!hasPasskeys);
  const { isBusy, error, run, forgetError } = useAction();
  const { values, errors, bind, check } = useFields({ name: "", email, password: "" }, CHECKS, error);
  const fields = isByPassword ? WITH_PASSWORD : PERSON;
  const create = async () => {
    const person = { token, name: values.name.trim(), email: values.email.trim() };
    const made = await (isByPassword
      ? callApi("POST /links/password", { body: { ...person, password: values.password } })
      : createWithPasskey(person));
    onCreated(made.recovery_codes);
  };
  const changeWay = () => {
    setByPassword(!isByPassword);
    forgetError();
  };
  return (
    <Form errors={errors} onSubmit={() => check(fields) && run(create)}>
      <Failure error={error} fields={fields} />
      <Field {...bind("name")} label="Your name" autocomplete="name" />
      <Field {...bind("email")} label="E-mail address" type="email" autocomplete="username" />
      {isByPassword && <NewPasswordField {...bind("password")} />}
      {!hasPasskeys && <p class="field-hint">Passkeys work over https only, or on the machine of the service.</p>}
      <Button kind="primary" isBusy={isBusy}>
        {isByPassword ? "Create the account" : <CreatePasskeyLabel />}
      </Button>
      {hasPasskeys && (
        <div class="other-ways">
          <Button kind="quiet" onClick={changeWay}>
            {isByPassword ? "Create a passkey instead" : "Use a password instead"}
          </Button>
        </div>
      )}
    </Form>
  );
}

type Person = { readonly token: string; readonly name: string; readonly email: string };

async function createWithPasskey(person: Person): Promise<AnswerOf<"POST /links/passkey">> {
  const begun = await callApi("POST /links/passkey/options", { body: person });
  return callApi("POST /links/passkey", { body: { ...person, ...(await createPasskey(begun)) } });
}

function NewPasswordField(
  properties: Pick<Parameters<typeof PasswordField>[0], "name" | "value" | "onChange" | "error">,
) {
  return (
    <PasswordField
      {...properties}
      label="Password"
      autocomplete="new-password"
      hint="At least 12 characters. Four or five unrelated words are strong, and easy to remember."
    />
  );
}

function CreatePasskeyLabel() {
  return (
    <>
      <KeyIcon />
      Create a passkey
    </>
  );
}
