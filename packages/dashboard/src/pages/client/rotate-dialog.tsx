import type { Client, CreatedSecret, Secret } from "@celitech-auth/contract";
import { OVERLAP_SECONDS_DEFAULT } from "@celitech-auth/contract/limits";
import { Alert, Button, Group, Modal, Radio, Stack, Text } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useChange } from "../../api/api-query.ts";
import { CLIENT_REFRESHES } from "../../clients/client-query.ts";
import { describeOverlap, describeUse, OVERLAPS } from "../../clients/rotation-text.ts";
import { nameOfSecret } from "../../clients/secret-state.ts";
import { ProblemAlert } from "../../elements/problem-alert.tsx";
import { useReturnedFocus } from "../../elements/use-returned-focus.ts";
import { useNow } from "../../time/use-now.ts";
import { NO_DETAILS, type SecretDetails, SecretDetailsFields } from "./secret-details-fields.tsx";

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
  const [details, setDetails] = useState<SecretDetails>(NO_DETAILS);
  const rotate = useChange("POST /clients/:client_id/rotation", { refreshes: CLIENT_REFRESHES });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const body = { overlap_seconds: overlap, label: details.label || null, expires_at: details.expiresAt };
    const created = await rotate.mutateAsync({ params: { client_id: client.id }, body }).catch(() => undefined);
    if (created !== undefined) onCreated(created, <OldSecretNote text={describeOverlap(old, overlap, new Date())} />);
  };
  return (
    <Modal opened onClose={onClose} title="Rotate the secret" closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text size="sm">
            You get a new secret in place of {nameOfSecret(old)}, which {describeUse(old, now)}.
          </Text>
          <Radio.Group
            label="How long does the old secret go on?"
            value={String(overlap)}
            onChange={(value) => setOverlap(Number(value))}
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
          <Alert color={overlap === 0 ? "red" : "accent"} p="sm">
            {describeOverlap(old, overlap, now)}
          </Alert>
          <SecretDetailsFields details={details} onChange={setDetails} error={rotate.error} />
          <ProblemAlert error={rotate.error} fields={["label", "expires_at"]} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color={overlap === 0 ? "red" : "accent"} loading={rotate.isPending}>
              Rotate
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function OldSecretNote({ text }: { readonly text: string }) {
  return <Text size="sm">{text}</Text>;
}
