import { Code, Group } from "@mantine/core";
import { CopyButton } from "./copy-button.tsx";

interface Properties {
  readonly text: string;
  /** What is copied, as in "Copy link". */
  readonly what: string;
  readonly onCopied?: (() => void) | undefined;
  /** It is what its dialog is about, and has the focus when that opens. */
  readonly isFocused?: boolean;
}

/** A long text to be taken along: all of it is seen, and a button copies it. */
export function TextToCopy({ text, what, onCopied, isFocused = false }: Properties) {
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <Code
        block
        flex={1}
        style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}
        {...(isFocused && { "data-autofocus": true, tabIndex: 0 })}
      >
        {text}
      </Code>
      <CopyButton text={text} what={what} withLabel {...(onCopied !== undefined && { onCopied })} />
    </Group>
  );
}
