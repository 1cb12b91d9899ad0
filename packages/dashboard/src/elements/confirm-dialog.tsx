import { Text, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { ChangeForm, FormDialog } from "./form-dialog.tsx";

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
    <FormDialog isOpen={isOpen} onClose={onClose} title={title}>
      <ConfirmForm onClose={onClose} {...rest} />
    </FormDialog>
  );
}

type FormProperties = Omit<Properties, "isOpen" | "title">;

function ConfirmForm({ onClose, children, action, isDangerous = false, typedName, onConfirm }: FormProperties) {
  const [typed, setTyped] = useState("");
  const isTyped = typedName === undefined || typed.trim() === typedName.trim();
  return (
    <ChangeForm action={action} isDangerous={isDangerous} isDisabled={!isTyped} onCancel={onClose} onSubmit={onConfirm}>
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
    </ChangeForm>
  );
}
