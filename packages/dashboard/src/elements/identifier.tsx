import { Group, Text } from "@mantine/core";
import { CopyButton } from "./copy-button.tsx";

interface Properties {
  readonly value: string;
  /** What it is, as in "Copy client id". */
  readonly what: string;
}

/** An id in a monospaced font with a button that copies it. */
export function Identifier({ value, what }: Properties) {
  return (
    <Group gap={4} wrap="nowrap" miw={0}>
      <Text span ff="monospace" size="xs" c="dimmed" truncate title={value}>
        {value}
      </Text>
      <CopyButton text={value} what={what} />
    </Group>
  );
}
