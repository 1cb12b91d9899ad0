import { Button, Divider, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { describeError } from "../../api/api-problem.ts";
import { refresh } from "../../api/api-query.ts";
import { callApi } from "../../api/call-api.ts";
import { withWayBack } from "../../api/sign-in-redirect.ts";
import { useReturnedFocus } from "../../elements/use-returned-focus.ts";
import { describePasskeyFailure } from "../../passkeys/describe-passkey-failure.ts";
import { givePasskey } from "../../passkeys/passkey-ceremonies.ts";
import { useSession } from "../../session/session.tsx";

interface Properties {
  readonly onConfirmed: () => void;
  readonly onCancel: () => void;
}

/** The dialog in which the person who is signed in shows that it is them. */
export function IdentityForm({ onConfirmed, onCancel }: Properties) {
  useReturnedFocus();
  return (
    <Modal
      opened
      onClose={onCancel}
      title="Confirm that it is you"
      size="sm"
      zIndex={400}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Ways onConfirmed={onConfirmed} />
    </Modal>
  );
}

type Way = "passkey" | "password" | "again";

function Ways({ onConfirmed }: Pick<Properties, "onConfirmed">) {
  const { has_passkey: hasPasskey, has_password: hasPassword } = useSession();
  const queries = useQueryClient();
  const [busy, setBusy] = useState<Way>();
  const [error, setError] = useState<string | undefined>();
  const [password, setPassword] = useState("");
  const run = async (way: Way, confirm: () => Promise<unknown>) => {
    setBusy(way);
    setError(undefined);
    try {
      await confirm();
      await refresh(queries, "/session");
      onConfirmed();
    } catch (failure) {
      setError(describePasskeyFailure(failure) ?? describeError(failure));
    } finally {
      setBusy(undefined);
    }
  };
  const confirmPassword = (event: FormEvent) => {
    event.preventDefault();
    return run("password", () => callApi("POST /session/confirm/password", { body: { password } }));
  };
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        You signed in a while ago. Changes to credentials ask again, so that nobody makes them at a desk you left.
      </Text>
      {hasPasskey && (
        <Button
          leftSection={<IconFingerprint size={18} aria-hidden />}
          loading={busy === "passkey"}
          onClick={() => run("passkey", confirmPasskey)}
          data-autofocus
        >
          Use your passkey
        </Button>
      )}
      {hasPasskey && hasPassword && <Divider label="or" />}
      {hasPassword && (
        <form onSubmit={confirmPassword}>
          <Stack gap="sm">
            <PasswordInput
              label="Password"
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              required
            />
            <Button type="submit" variant={hasPasskey ? "default" : "filled"} loading={busy === "password"}>
              Confirm
            </Button>
          </Stack>
        </form>
      )}
      <SignInAgain isBusy={busy === "again"} onClick={() => run("again", signInAgain)} />
      {error !== undefined && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
    </Stack>
  );
}

/** For whoever came in by a recovery code or a link, and has nothing to confirm with. */
function SignInAgain({ isBusy, onClick }: { readonly isBusy: boolean; readonly onClick: () => void }) {
  return (
    <Stack gap={4} align="flex-start">
      <Button variant="subtle" size="compact-sm" ml={-8} loading={isBusy} onClick={onClick}>
        Sign in again with a recovery code
      </Button>
      <Text size="xs" c="dimmed">
        For when you have nothing else any more. It leads back to this page; what is typed here is lost.
      </Text>
    </Stack>
  );
}

/** Comes back never, or by failing: the browser goes to another page. */
async function signInAgain(): Promise<never> {
  await callApi("DELETE /session");
  location.assign(withWayBack("/recover"));
  return new Promise(() => undefined);
}

async function confirmPasskey(): Promise<void> {
  const begun = await callApi("POST /session/confirm/passkey/options");
  await callApi("POST /session/confirm/passkey", { body: await givePasskey(begun) });
}
