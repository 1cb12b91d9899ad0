/** @jsxImportSource preact */
import { Button } from "./elements/button.tsx";
import { Failure } from "./elements/failure.tsx";
import { KeyIcon } from "./elements/icons.tsx";
import { signInWithPasskey } from "./sign-in-with-passkey.ts";
import { targetUrl } from "./target-url.ts";
import { useAction } from "./use-action.ts";

/** One button: the browser asks which passkey. */
export function PasskeySignIn() {
  const { isBusy, error, run } = useAction();
  const signIn = async () => {
    await signInWithPasskey();
    location.replace(targetUrl("/"));
  };
  return (
    <>
      <p class="lead">With the passkey that you made on this device, on your phone or on a security key.</p>
      <Failure
        error={error}
        refusal="This passkey does not work here: it was removed from its account, or it took too long. Try again, or choose another way."
      />
      <Button kind="primary" isBusy={isBusy} onClick={() => run(signIn)}>
        <KeyIcon />
        Sign in with a passkey
      </Button>
    </>
  );
}
