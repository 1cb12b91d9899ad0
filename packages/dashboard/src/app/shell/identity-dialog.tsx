import { lazy, Suspense, useEffect, useState } from "react";
import { setIdentityDialog } from "../../api/identity-confirmation.ts";

const IdentityForm = lazy(async () => {
  const { IdentityForm: component } = await import("./identity-form.tsx");
  return { default: component };
});

/** Asks again for the passkey or password before something risky; what was asked for is then done. */
export function IdentityDialog() {
  const [answer, setAnswer] = useState<((isConfirmed: boolean) => void) | undefined>();
  useEffect(() => setIdentityDialog(() => new Promise((resolve) => setAnswer(() => resolve))), []);
  if (answer === undefined) return null;
  const finish = (isConfirmed: boolean) => {
    answer(isConfirmed);
    setAnswer(undefined);
  };
  return (
    <Suspense>
      <IdentityForm onConfirmed={() => finish(true)} onCancel={() => finish(false)} />
    </Suspense>
  );
}
