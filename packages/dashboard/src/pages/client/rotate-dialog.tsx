import type { Client, CreatedSecret, Secret } from "@celitech-auth/contract";
import { OVERLAP_SECONDS_DEFAULT } from "@celitech-auth/contract/limits";
import { Alert, Radio, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useChange } from "../../api/api-query.ts";
import { CLIENT_REFRESHES } from "../../clients/client-query.ts";
import { describeOverlap, describeUse, OVERLAPS } from "../../clients/rotation-text.ts";
import { nameOfSecret } from "../../clients/secret-state.ts";
import { ChangeForm, FormDialog } from "../../elements/form-dialog.tsx";
import { useReturnedFocus } from "../../elements/use-returned-focus.ts";
import { useNow } from "../../time/use-now.ts";
import { SecretDetailsFields, useSecretDetails } from "./secret-details-fields.tsx";

interface Properties {
  readonly client: Client;
  /** The secret that is replaced. */
  readonly old: Secret;
  readonly onClose: () => void;
  readonly onCreated: (created: CreatedSecret, note: ReactNode) => void;
}

/** Asks how long the old secret goes on, and says what that means. */
export function RotateDialog({ client, old, onClose, onCreated }: Properties) {
  useReturnedFocus();
  const now = useNow();
  const [overlap, setOverlap] = useState(OVERLAP_SECONDS_DEFAULT);
  const { values, bind, names, setErrors } = useSecretDetails();
  const rotate = useChange("POST /clients/:client_id/rotation", {
    refreshes: CLIENT_REFRESHES,
    isRefreshAwaited: false,
  });
  const submit = async () => {
    const body = { overlap_seconds: overlap, label: values.label || null, expires_at: values.expires_at };
    const created = await rotate.mutateAsync({ params: { client_id: client.id }, body });
    onCreated(created, <Text size="sm">{describeOverlap(old, overlap, new Date())}</Text>);
  };
  return (
    <FormDialog isOpen onClose={onClose} title="Rotate the secret">
      <ChangeForm
        action="Rotate"
        isDangerous={overlap === 0}
        onCancel={onClose}
        onSubmit={submit}
        fields={names}
        onFieldErrors={setErrors}
      >
        <Text size="sm">
          You get a new secret in place of {nameOfSecret(old)}, which {describeUse(old, now)}.
        </Text>
        <OverlapChoice seconds={overlap} onChange={setOverlap} />
        <Alert color={overlap === 0 ? "red" : "accent"} p="sm">
          {describeOverlap(old, overlap, now)}
        </Alert>
        <SecretDetailsFields bind={bind} />
      </ChangeForm>
    </FormDialog>
  );
}

interface OverlapProperties {
  readonly seconds: number;
  readonly onChange: (seconds: number) => void;
}

function OverlapChoice({ seconds: chosen, onChange }: OverlapProperties) {
  return (
    <Radio.Group
      label="How long does the old secret go on?"
      value={String(chosen)}
      onChange={(value) => onChange(Number(value))}
    >
      <Stack gap={8} mt="xs">
        {OVERLAPS.map(({ seconds, label, hint }) => (
          <Radio
            key={seconds}
            value={String(seconds)}
            label={
              <>
                {label}{" "}
                <Text span size="xs" c="dimmed">
                  {hint}
                </Text>
              </>
            }
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
