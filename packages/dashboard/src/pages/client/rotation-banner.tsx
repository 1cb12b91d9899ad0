import type { Client } from "@celitech-auth/contract";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import { useChange } from "../../api/api-query.ts";
import { CLIENT_REFRESHES } from "../../clients/client-query.ts";
import { describeTakeover, describeUse, takeoverOf } from "../../clients/rotation-text.ts";
import { hintOf, nameOfSecret } from "../../clients/secret-state.ts";
import { ConfirmDialog } from "../../elements/confirm-dialog.tsx";
import { notify } from "../../elements/notify.ts";
import { describeDuration, describeMinute } from "../../time/describe-time.ts";
import { useNow } from "../../time/use-now.ts";

interface Properties {
  readonly client: Client;
  readonly mayChange: boolean;
}

/** A rotation that is under way: what ends when, who still uses the old secret, and the two ways out. */
export function RotationBanner({ client, mayChange }: Properties) {
  const now = useNow(1_000);
  const { rotation, secrets } = client;
  const old = secrets.find(({ id }) => id === rotation?.old_secret_id);
  const next = secrets.find(({ id }) => id === rotation?.new_secret_id);
  if (rotation === null || old === undefined || next === undefined) return null;
  const takeover = takeoverOf(old, next, now);
  const end = new Date(rotation.ends_at);
  const left = (end.getTime() - now.getTime()) / 1000;
  return (
    <Alert
      color={takeover === "quiet" ? "green" : "yellow"}
      icon={<IconRefresh size={18} aria-hidden />}
      title={left > 0 ? `${hintOf(old)} ends in ${describeDuration(left)}` : `${hintOf(old)} is ending`}
    >
      <Stack gap="xs">
        <Text size="sm">
          The new secret {nameOfSecret(next)} replaces {nameOfSecret(old)}, which ends at {describeMinute(end)}.
        </Text>
        <Text size="sm">
          The old one {describeUse(old, now)}; the new one {describeUse(next, now)}.
        </Text>
        <Text size="sm" fw={550}>
          {describeTakeover(old, next, takeover)}
        </Text>
        {mayChange && <WaysOut client={client} oldHint={hintOf(old)} newHint={hintOf(next)} />}
      </Stack>
    </Alert>
  );
}

interface WaysOutProperties {
  readonly client: Client;
  readonly oldHint: string;
  readonly newHint: string;
}

function WaysOut({ client, oldHint, newHint }: WaysOutProperties) {
  const [asked, setAsked] = useState<"end" | "cancel">();
  const end = useChange("POST /clients/:client_id/rotation/end", { refreshes: CLIENT_REFRESHES });
  const cancel = useChange("POST /clients/:client_id/rotation/cancel", { refreshes: CLIENT_REFRESHES });
  const params = { client_id: client.id };
  const close = () => setAsked(undefined);
  const done = (message: string) => {
    close();
    return notify(message);
  };
  return (
    <Group gap="xs">
      <Button size="xs" variant="default" onClick={() => setAsked("end")}>
        End {oldHint} now
      </Button>
      <Button size="xs" variant="default" onClick={() => setAsked("cancel")}>
        Cancel the rotation
      </Button>
      <ConfirmDialog
        isOpen={asked === "end"}
        onClose={close}
        title={`End ${oldHint} now`}
        action={`End ${oldHint}`}
        onConfirm={() => end.mutateAsync({ params }).then(() => done(`The secret ${oldHint} has ended`))}
      >
        The old secret {oldHint} is refused from now on. Whatever still uses it gets no new tokens; {newHint} stays.
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={asked === "cancel"}
        onClose={close}
        title="Cancel the rotation"
        action="Cancel the rotation"
        isDangerous
        onConfirm={() => cancel.mutateAsync({ params }).then(() => done("The rotation was cancelled"))}
      >
        The new secret {newHint} ends now, and {oldHint} goes on as before. Whatever uses {newHint} already is refused.
      </ConfirmDialog>
    </Group>
  );
}
