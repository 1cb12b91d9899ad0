/** @jsxImportSource preact */
import { callApi } from "../api/call-api.ts";
import { Button } from "./elements/button.tsx";
import { Failure } from "./elements/failure.tsx";
import { Heading } from "./elements/heading.tsx";
import { targetUrl } from "./target-url.ts";
import { useAction } from "./use-action.ts";

interface Properties {
  readonly token: string;
  readonly email: string | null;
}

/** One click, since programs that preview links open them too. */
export function LinkSignIn({ token, email }: Properties) {
  const { isBusy, error, run } = useAction();
  const signIn = async () => {
    await callApi("POST /links/sign-in", { body: { token } });
    location.replace(targetUrl("/account"));
  };
  return (
    <>
      <Heading title="Sign in by link" />
      <p class="lead">
        {email === null ? "This link signs you in" : <>This link signs in {<strong>{email}</strong>}</>}, once.
        Afterwards you can add a passkey to your account.
      </p>
      <Failure error={error} />
      <Button kind="primary" isBusy={isBusy} onClick={() => run(signIn)}>
        Sign in
      </Button>
    </>
  );
}
