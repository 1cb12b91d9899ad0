import { Button, Divider, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { describeError } from "../../api/api-problem.ts";
import { refresh } from "../../api/api-query.ts";
import { callApi } from "../../api/call-api.ts";
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

function Ways({ onConfirmed }: Pick<Properties, "onConfirmed">) {
  const { has_passkey: hasPasskey, has_password: hasPassword } = useSession();
  const queries = useQueryClient();
  const [busy, setBusy] = useState<"passkey" | "password" | undefined>();
  const [error, setError] = useState<string | undefined>();
  const [password, setPassword] = useState("");
  const run = async (way: "passkey" | "password", confirm: () => Promise<unknown>) => {
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
      {error !== undefined && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
    </Stack>
  );
}

async function confirmPasskey(): Promise<void> {
  const begun = await callApi("POST /session/confirm/passkey/options");
  await callApi("POST /session/confirm/passkey", { body: await givePasskey(begun) });
}
