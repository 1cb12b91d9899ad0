import { Modal } from "@mantine/core";
import { lazy, Suspense, useEffect, useState } from "react";
import { setIdentityDialog } from "../../api/identity-confirmation.ts";
import { PageLoader } from "../../elements/page-loader.tsx";

const IdentityForm = lazy(async () => {
  const { IdentityForm: component } = await import("./identity-form.tsx");
  return { default: component };
});

/** Asks again for the passkey or password before something risky; what was asked for is then done. */
export function IdentityDialog() {
  const [answer, setAnswer] = useState<((isConfirmed: boolean) => void) | undefined>();
  useEffect(() => setIdentityDialog(() => new Promise((resolve) => setAnswer(() => resolve))), []);
  const finish = (isConfirmed: boolean) => {
    answer?.(isConfirmed);
    setAnswer(undefined);
  };
  return (
    <Modal
      opened={answer !== undefined}
      onClose={() => finish(false)}
      title="Confirm that it is you"
      size="sm"
      zIndex={400}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Suspense fallback={<PageLoader />}>
        <IdentityForm onConfirmed={() => finish(true)} />
      </Suspense>
    </Modal>
  );
}
