import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { keepFocus } from "./keep-focus.ts";
import { ProblemAlert } from "./problem-alert.tsx";

interface Properties {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What happens, and what can be undone. */
  readonly children: ReactNode;
  /** The verb on the button. */
  readonly action: string;
  readonly isDangerous?: boolean;
  /** Has to be typed before the button works. */
  readonly typedName?: string;
  /** Closes the dialog itself where all went well; what it throws is shown. */
  readonly onConfirm: () => Promise<unknown>;
}

/** Asks before something that others would notice. */
export function ConfirmDialog({ isOpen, onClose, title, ...rest }: Properties) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      onExitTransitionEnd={keepFocus}
      title={title}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <ConfirmForm onClose={onClose} {...rest} />
    </Modal>
  );
}

function ConfirmForm({
  onClose,
  children,
  action,
  isDangerous = false,
  typedName,
  onConfirm,
}: Omit<Properties, "isOpen" | "title">) {
  const [typed, setTyped] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const isTyped = typedName === undefined || typed.trim() === typedName.trim();
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text component="div" size="sm">
          {children}
        </Text>
        {typedName !== undefined && (
          <TextInput
            label={
              <>
                Type <strong>{typedName}</strong> to go on
              </>
            }
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
          />
        )}
        <ProblemAlert error={error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" color={isDangerous ? "red" : "accent"} loading={isBusy} disabled={!isTyped}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
