import { KEY_SET_MAX_AGE_SECONDS } from "@celitech-auth/contract/limits";
import { Code, List, Stack, Text } from "@mantine/core";
import { useChange } from "../api/api-query.ts";
import { ConfirmDialog } from "../elements/confirm-dialog.tsx";
import { describeSeconds } from "../text/describe-seconds.ts";
import type { KeyTimeline } from "./key-timeline.ts";

interface Properties {
  readonly timeline: KeyTimeline | undefined;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** For a stolen key: removes it at once, after it was said what breaks and a sentence was typed. */
export function ReplaceKeyDialog({ timeline, isOpen, onClose }: Properties) {
  const rotate = useChange("POST /signing-keys/rotate", { refreshes: ["/signing-keys", "/service"] });
  const algorithm = timeline?.algorithm ?? "ES256";
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={`Remove the ${algorithm} key in an emergency`}
      action="Remove the key now"
      isDangerous
      typedName={`remove ${algorithm}`}
      onConfirm={async () => {
        await rotate.mutateAsync({ body: { algorithm, is_emergency: true } });
        onClose();
      }}
    >
      <Stack gap="sm">
        <Text size="sm">
          Do this when the private key may be in other hands, and only then. To change keys as a routine, rotate.
        </Text>
        <List size="sm" spacing="xs">
          <List.Item>
            <strong>Every {algorithm} token that is out there ends.</strong> APIs refuse them within seconds where they
            follow the revocation list, else when they read the key set again, within{" "}
            {describeSeconds(KEY_SET_MAX_AGE_SECONDS)}.
          </List.Item>
          <List.Item>
            <strong>Clients get 401</strong> until they fetch a new token. Ours do so by themselves; others may wait
            until they think that their token has expired.
          </List.Item>
          <List.Item>
            <strong>The next key signs at once.</strong> Verifiers that have not seen it refuse its tokens until they
            read the key set again.
          </List.Item>
          {timeline?.active !== undefined && (
            <List.Item>
              The key <Code style={{ overflowWrap: "anywhere" }}>{timeline.active.kid}</Code> is never used and never
              published again. This cannot be undone.
            </List.Item>
          )}
        </List>
      </Stack>
    </ConfirmDialog>
  );
}
