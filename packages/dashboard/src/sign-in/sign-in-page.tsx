/** @jsxImportSource preact */
import { useEffect, useState } from "preact/hooks";
import { callApi } from "../api/call-api.ts";
import { canUsePasskeys } from "../passkeys/can-use-passkeys.ts";
import { Button } from "./elements/button.tsx";
import { Heading } from "./elements/heading.tsx";
import { PasskeySignIn } from "./passkey-sign-in.tsx";
import { PasswordSignIn } from "./password-sign-in.tsx";
import { RecoveryCodeSignIn } from "./recovery-code-sign-in.tsx";
import { targetUrl } from "./target-url.ts";

type Method = "passkey" | "password" | "recovery_code";

const OTHER_WAYS: Readonly<Record<Method, string>> = {
  passkey: "Use a passkey",
  password: "Use a password",
  recovery_code: "Use a recovery code",
};

interface Properties {
  readonly first: Method | undefined;
  readonly hasSession: boolean;
}

/** `/sign-in`: by passkey where the browser can, else by password, else by recovery code. */
export function SignInPage({ first, hasSession }: Properties) {
  useEffect(() => {
    // Who is signed in has nothing to do here; the cookie may be of a session that has ended, though.
    if (hasSession)
      callApi("GET /session").then(
        () => location.replace(targetUrl("/")),
        () => undefined,
      );
  }, [hasSession]);
  const usable: readonly Method[] = canUsePasskeys()
    ? ["passkey", "password", "recovery_code"]
    : ["password", "recovery_code"];
  const [method, setMethod] = useState(first ?? usable[0] ?? "password");
  const [isChanged, setChanged] = useState(false);
  const change = (to: Method) => {
    setMethod(to);
    setChanged(true);
  };
  return (
    <>
      <Heading key={method} title={TITLES[method]} isFocused={isChanged} />
      <SignInBy method={method} />
      <div class="other-ways">
        {usable
          .filter((other) => other !== method)
          .map((other) => (
            <Button key={other} kind="quiet" onClick={() => change(other)}>
              {OTHER_WAYS[other]}
            </Button>
          ))}
      </div>
    </>
  );
}

const TITLES: Readonly<Record<Method, string>> = {
  passkey: "Sign in",
  password: "Sign in with a password",
  recovery_code: "Sign in with a recovery code",
};

function SignInBy({ method }: { readonly method: Method }) {
  switch (method) {
    case "passkey":
      return <PasskeySignIn />;
    case "password":
      return <PasswordSignIn />;
    case "recovery_code":
      return <RecoveryCodeSignIn />;
  }
}
