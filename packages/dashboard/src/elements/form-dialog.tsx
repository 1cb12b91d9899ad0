import { Button, Group, Modal, Stack } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { fieldErrors } from "../api/api-problem.ts";
import { keepFocus } from "./keep-focus.ts";
import { ProblemAlert } from "./problem-alert.tsx";

interface FormDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly size?: number;
  /** The form; it is made anew each time that the dialog opens. */
  readonly children: ReactNode;
}

/** A dialog with a form in it, such as `ChangeForm`. */
export function FormDialog({ isOpen, onClose, title, size = 480, children }: FormDialogProps) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      onExitTransitionEnd={keepFocus}
      title={title}
      size={size}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {children}
    </Modal>
  );
}

interface ChangeFormProps {
  readonly children: ReactNode;
  /** The verb on the button. */
  readonly action: string;
  readonly isDangerous?: boolean;
  readonly isDisabled?: boolean;
  readonly onCancel?: () => void;
  /** Does the change; what it throws is shown. */
  readonly onSubmit: () => Promise<unknown>;
  /** Puts the API's messages at the fields that they are about; those named here are shown nowhere else. */
  readonly fields?: readonly string[];
  readonly onFieldErrors?: (errors: Readonly<Record<string, string>>) => void;
}

/** Fields, the reason of a refusal, and the buttons. */
export function ChangeForm(props: ChangeFormProps) {
  const {
    children,
    action,
    isDangerous = false,
    isDisabled = false,
    onCancel,
    onSubmit,
    fields = [],
    onFieldErrors,
  } = props;
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    onFieldErrors?.({});
    try {
      await onSubmit();
    } catch (failure) {
      setError(failure);
      onFieldErrors?.(fieldErrors(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {children}
        <ProblemAlert error={error} fields={fields} />
        <Group justify="flex-end" gap="xs">
          {onCancel !== undefined && (
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
          )}
          <Button type="submit" color={isDangerous ? "red" : "accent"} loading={isBusy} disabled={isDisabled}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
