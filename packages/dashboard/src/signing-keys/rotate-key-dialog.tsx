import { List } from "@mantine/core";
import { useChange } from "../api/api-query.ts";
import { ConfirmDialog } from "../elements/confirm-dialog.tsx";
import { describeAbsolute, describeRelative } from "../time/describe-time.ts";
import { type KeyTimeline, rotationStart } from "./key-timeline.ts";

interface Properties {
  readonly timeline: KeyTimeline | undefined;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Lets the key that waits sign, and says when it will. */
export function RotateKeyDialog({ timeline, isOpen, onClose }: Properties) {
  const rotate = useChange("POST /signing-keys/rotate", { refreshes: ["/signing-keys", "/service"] });
  const now = Date.now();
  const start = rotationStart(timeline?.waiting, now);
  const at = new Date(start);
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={`Rotate the ${timeline?.algorithm ?? ""} key`}
      action="Rotate"
      onConfirm={async () => {
        if (timeline !== undefined) await rotate.mutateAsync({ body: { algorithm: timeline.algorithm } });
        onClose();
      }}
    >
      <List size="sm" spacing="xs" mb="sm">
        <List.Item>
          {start <= now
            ? "The next key signs from now on: verifiers have had the time to see it."
            : `The next key signs ${describeRelative(at, new Date(now))}, at ${describeAbsolute(at)}, when every verifier has had the time to see it.`}
        </List.Item>
        <List.Item>
          Tokens of the key before stay good until they expire; it is published as long as one of them lives.
        </List.Item>
        <List.Item>Another key is made to wait for the rotation after this one.</List.Item>
      </List>
      Nobody has to do anything, and nothing stops working.
    </ConfirmDialog>
  );
}
