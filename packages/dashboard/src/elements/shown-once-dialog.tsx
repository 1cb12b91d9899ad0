import { Alert, Button, Checkbox, Group, Modal, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useHeldPage } from "./use-held-page.ts";

interface Properties {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What it is, as in "I have stored the token". */
  readonly what: string;
  /** Says what to do instead: it was shown before, and the answer to the repeated request does not hold it. */
  readonly lost?: ReactNode;
  /** Shows it. `onTaken` is to be called when it was copied or downloaded. */
  readonly children: (onTaken: () => void) => ReactNode;
}

/** Shows what is never shown again. It closes only after it was copied, downloaded, or said to be stored. */
export function ShownOnceDialog({ isOpen, onClose, title, lost, ...rest }: Properties) {
  if (lost !== undefined) return <LostDialog {...{ isOpen, onClose, title, lost }} />;
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      size={560}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
    >
      <ShownOnce onClose={onClose} {...rest} />
    </Modal>
  );
}

function LostDialog({ isOpen, onClose, title, lost }: Omit<Properties, "what" | "children">) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} size={560} withCloseButton={false}>
      <Stack gap="md">
        <Text size="sm">{lost}</Text>
        <Group justify="flex-end">
          <Button onClick={onClose}>Close</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function ShownOnce({ onClose, what, children }: Pick<Properties, "onClose" | "what" | "children">) {
  const [isTaken, setTaken] = useState(false);
  const [isStored, setStored] = useState(false);
  useHeldPage(!isTaken && !isStored);
  return (
    <Stack gap="md">
      <Alert color="yellow" p="sm" icon={<IconAlertTriangle size={18} />}>
        This is shown once. When you close the dialog, nobody can see it again.
      </Alert>
      {children(() => setTaken(true))}
      <Group justify="space-between" gap="sm">
        <Checkbox
          label={`I have stored the ${what}`}
          checked={isStored}
          onChange={(event) => setStored(event.currentTarget.checked)}
        />
        <Button onClick={onClose} disabled={!isTaken && !isStored}>
          Done
        </Button>
      </Group>
    </Stack>
  );
}
